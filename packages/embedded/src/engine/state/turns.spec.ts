import { Turns } from './turns';

const forever = (): AbortSignal => new AbortController().signal;

describe('Turns', () => {
  test('lets as many in as there are places, and the others in the order they came', async () => {
    const turns = new Turns(2);
    const came: number[] = [];
    const [first, second] = await Promise.all([turns.take(forever()), turns.take(forever())]);
    const waiting = [3, 4, 5].map((n) =>
      turns.take(forever()).then((free) => {
        came.push(n);
        return free;
      }),
    );
    await Promise.resolve();
    expect(came).toEqual([]);
    first();
    const third = await waiting[0];
    expect(came).toEqual([3]);
    second();
    third?.();
    for (const free of await Promise.all(waiting.slice(1))) free();
    expect(came).toEqual([3, 4, 5]);
    (await turns.take(forever()))();
  });

  test('lets who gave up go, and nobody wait for them', async () => {
    const turns = new Turns(1);
    const free = await turns.take(forever());
    const impatient = new AbortController();
    const gone = turns.take(impatient.signal);
    const next = turns.take(forever());
    impatient.abort(new Error('enough'));
    await expect(gone).rejects.toThrow('enough');
    await expect(turns.take(impatient.signal)).rejects.toThrow('enough');
    free();
    (await next)();
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lambdaContext } from '@lakeward/lambda/testing';
import { reviewDayHandler } from './review-day-handler';
import { answer, key, logFile, world, type World } from '../testing/review-world';

const event = (name: string): unknown =>
  JSON.parse(readFileSync(path.join(__dirname, '../../events', name), 'utf8'));

const handlerOf = (dependencies: World) =>
  reviewDayHandler({
    log: () => dependencies.log,
    clock: dependencies.clock,
    dependencies: () => ({ ...dependencies, pack: 'pci-dss-3.2.1' }),
  });

describe('review-day', () => {
  test("EventBridge's schedule reviews the day before its time", async () => {
    const dependencies = await world();
    await expect(handlerOf(dependencies)(event('scheduled.json'), lambdaContext())).resolves.toEqual({
      outcome: 'reviewed',
      date: '2026-03-09',
      status: 'unverified',
      manifest: expect.stringMatching(
        /^s3:\/\/evidence\/.*\/2026-03-09\/20260310T010000Z-[0-9a-f]{8}\/manifest\.json$/,
      ),
    });
    expect(dependencies.log.codes()).toEqual([
      'INVOCATION_STARTED',
      'PCI_REVIEW_STARTED',
      'PCI_REVIEW_FINISHED',
      'INVOCATION_COMPLETED',
    ]);
  });

  test('the same event again is the same run', async () => {
    const dependencies = await world();
    const handler = handlerOf(dependencies);
    const first = await handler(event('scheduled.json'), lambdaContext());
    const second = await handler(event('scheduled.json'), lambdaContext());
    expect(second).toEqual({ ...first, outcome: 'already-reviewed' });
  });

  test('an invocation by hand reviews the day it names', async () => {
    const dependencies = await world();
    dependencies.engine.answer(/AS listing/, answer(['', '2', '0', '[]']));
    const file = key('444455556666', '1105Z_DDDDDDDDDDDDDDDD')
      .replaceAll('03/09', '03/07')
      .replace('0309', '0307');
    await dependencies.store.put({ bucket: 'trail', key: file }, logFile(2, 'd'));
    await expect(handlerOf(dependencies)(event('by-hand.json'), lambdaContext())).resolves.toMatchObject({
      date: '2026-03-07',
      outcome: 'reviewed',
    });
  });

  test('a reviewer signs the day off, twice the same', async () => {
    const dependencies = await world();
    const handler = handlerOf(dependencies);
    await handler(event('scheduled.json'), lambdaContext());
    const signedOff = await handler(event('sign-off.json'), lambdaContext());
    expect(signedOff).toEqual({
      outcome: 'signed-off',
      date: '2026-03-09',
      sequence: 2,
      signOff: expect.stringMatching(/\/sign-offs\/20260310T090000Z-[0-9a-f]{8}\.json$/),
    });
    expect(await handler(event('sign-off.json'), lambdaContext())).toEqual(signedOff);
    expect(dependencies.log.codes()).toContain('PCI_SIGNED_OFF');
    expect(JSON.stringify(dependencies.log.lines)).not.toContain('Okafor');
  });

  test.each([{}, { time: 'yesterday' }, { time: '2026-03-10T01:00:00Z', date: '9 March' }, null, []])(
    'an event of another form is refused: %j',
    async (wrong) => {
      const dependencies = await world();
      await expect(handlerOf(dependencies)(wrong, lambdaContext())).rejects.toMatchObject({
        name: 'INVALID_INPUT',
      });
    },
  );
});

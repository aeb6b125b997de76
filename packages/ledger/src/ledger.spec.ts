import { isAppError } from '@lakeward/core';
import { InMemoryObjectStore } from '@lakeward/s3/testing';
import * as v from 'valibot';
import { Ledger } from './ledger';

const schema = v.object({ step: v.number(), by: v.string() });
const place = { bucket: 'lake', prefix: 'runs/' };

function open(store = new InMemoryObjectStore({ buckets: { lake: {} } })) {
  return { store, ledger: new Ledger(store, place, schema) };
}

describe('Ledger', () => {
  test('creates once; the second creator gets the record that is there', async () => {
    const { ledger } = open();
    expect(await ledger.create('a/b', { step: 1, by: 'first' })).toMatchObject({ outcome: 'created' });
    expect(await ledger.create('a/b', { step: 1, by: 'second' })).toMatchObject({
      outcome: 'exists',
      entry: { key: 'a/b', record: { step: 1, by: 'first' } },
    });
  });

  test('of many creators at once exactly one wins, and all agree on the record', async () => {
    const { ledger } = open();
    const creations = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ledger.create('race', { step: 0, by: `w${index}` })),
    );
    expect(creations.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(new Set(creations.map(({ entry }) => entry.record.by)).size).toBe(1);
  });

  test('an update from a stale reading is a retryable conflict and changes nothing', async () => {
    const { ledger } = open();
    const { entry } = await ledger.create('a', { step: 1, by: 'x' });
    const newer = await ledger.update(entry, { step: 2, by: 'y' });
    await expect(ledger.update(entry, { step: 3, by: 'z' })).rejects.toMatchObject({
      code: 'LEDGER_CONFLICT',
      retryable: true,
    });
    expect(await ledger.read('a')).toEqual(newer);
  });

  test('no update is lost when many take turns by reading again after a conflict', async () => {
    const { ledger } = open();
    await ledger.create('counter', { step: 0, by: '' });
    const addOne = async (): Promise<void> => {
      for (;;) {
        const entry = await ledger.read('counter');
        try {
          await ledger.update(entry!, { step: entry!.record.step + 1, by: '' });
          return;
        } catch (error) {
          if (!isAppError(error, 'LEDGER_CONFLICT')) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 12 }, addOne));
    expect((await ledger.read('counter'))?.record.step).toBe(12);
  });

  test('what is not there is undefined; an update of it is a conflict', async () => {
    const { ledger, store } = open();
    expect(await ledger.read('none')).toBeUndefined();
    const { entry } = await ledger.create('gone', { step: 1, by: 'x' });
    await store.delete({ bucket: 'lake', key: 'runs/gone.json' });
    await expect(ledger.update(entry, { step: 2, by: 'x' })).rejects.toMatchObject({
      code: 'LEDGER_CONFLICT',
    });
  });

  test.each(['{"step":1', '{"step":"one","by":"x"}', '[]'])(
    'a damaged record %j is named, not guessed at',
    async (text) => {
      const { ledger, store } = open();
      await store.put({ bucket: 'lake', key: 'runs/bad.json' }, text);
      await expect(ledger.read('bad')).rejects.toMatchObject({ code: 'LEDGER_CORRUPT', retryable: false });
    },
  );

  test('lists the keys below a prefix, and only its own', async () => {
    const { ledger, store } = open();
    for (const key of ['p/2', 'p/1', 'q/1']) await ledger.create(key, { step: 0, by: '' });
    await store.put({ bucket: 'lake', key: 'other/p/3.json' }, '{}');
    const keys: string[] = [];
    for await (const key of ledger.keys('p/')) keys.push(key);
    expect(keys).toEqual(['p/1', 'p/2']);
  });
});

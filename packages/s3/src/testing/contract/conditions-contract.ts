import { Readable } from 'node:stream';
import { all, errorCode, text, type ContractContext } from './contract-subject';

/** Larger than one part of a multipart upload. */
const severalPartsBytes = 18 * 1024 * 1024;
const severalParts = () => Readable.from([Buffer.alloc(severalPartsBytes)], { objectMode: false });

/** Conditional requests: of writers that meet, exactly one wins. */
export function conditionsContract({ check, subject }: ContractContext): void {
  check('a key is created once', async () => {
    const { store, bucket, versionedBucket } = subject();
    for (const name of [bucket, versionedBucket]) {
      const ref = { bucket: name, key: 'lock' };
      await store.put(ref, 'mine', { condition: { ifNoneMatch: '*' } });
      expect(await errorCode(store.put(ref, 'yours', { condition: { ifNoneMatch: '*' } }))).toBe(
        'S3_PRECONDITION_FAILED',
      );
      expect(await text(store, ref)).toBe('mine');
      expect(await all(store.listVersions(name))).toHaveLength(1);
      await store.delete(ref);
      await store.put(ref, 'after its deletion', { condition: { ifNoneMatch: '*' } });
      expect(await text(store, ref)).toBe('after its deletion');
    }
  });

  check('of many writers that create a key exactly one wins', async () => {
    const { store, bucket } = subject();
    for (let round = 0; round < 5; round += 1) {
      const ref = { bucket, key: `race-${round}` };
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, async (_, writer) => {
          const body = `writer ${writer}`;
          const code = await errorCode(store.put(ref, body, { condition: { ifNoneMatch: '*' } }));
          return { body, code };
        }),
      );
      const winners = outcomes.filter(({ code }) => code === 'no error');
      expect(winners).toHaveLength(1);
      expect(await text(store, ref)).toBe(winners[0]!.body);
      for (const { code } of outcomes) {
        expect(['no error', 'S3_PRECONDITION_FAILED', 'S3_CONFLICT']).toContain(code);
      }
    }
  });

  check('a state is replaced only by who has seen it', async () => {
    const { store, bucket, versionedBucket } = subject();
    for (const name of [bucket, versionedBucket]) {
      const ref = { bucket: name, key: 'state' };
      const first = await store.put(ref, 'one');
      const second = await store.put(ref, 'two', { condition: { ifMatch: first.etag } });
      expect(await errorCode(store.put(ref, 'stale', { condition: { ifMatch: first.etag } }))).toBe(
        'S3_PRECONDITION_FAILED',
      );
      expect(await text(store, ref)).toBe('two');
      await store.delete(ref);
      expect(await errorCode(store.put(ref, 'revived', { condition: { ifMatch: second.etag } }))).toBe(
        'S3_PRECONDITION_FAILED',
      );
      expect(await store.head(ref)).toBeUndefined();
    }
  });

  check('of many writers that replace a state exactly one wins', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'counter' };
    let { etag } = await store.put(ref, '0');
    for (let round = 0; round < 5; round += 1) {
      const seen = etag;
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, writer) =>
          errorCode(store.put(ref, `${round}/${writer}`, { condition: { ifMatch: seen } })),
        ),
      );
      expect(outcomes.filter((code) => code === 'no error')).toHaveLength(1);
      etag = (await store.head(ref))!.etag;
      expect(etag).not.toBe(seen);
    }
  });

  check('a body of several parts creates a key once', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'large' };
    const condition = { ifNoneMatch: '*' } as const;
    const { etag } = await store.put(ref, severalParts(), { condition });
    expect(await errorCode(store.put(ref, severalParts(), { condition }))).toBe('S3_PRECONDITION_FAILED');
    expect(await store.head(ref)).toMatchObject({ etag, size: severalPartsBytes });
  });

  check(
    'a body of several parts replaces a state only if it was seen',
    async () => {
      const { store, bucket } = subject();
      const ref = { bucket, key: 'large' };
      const { etag } = await store.put(ref, 'small');
      await store.put(ref, severalParts(), { condition: { ifMatch: etag } });
      await store.put(ref, 'small again');
      expect(await errorCode(store.put(ref, severalParts(), { condition: { ifMatch: etag } }))).toBe(
        'S3_PRECONDITION_FAILED',
      );
      expect(await text(store, ref)).toBe('small again');
    },
    'if-match-of-parts',
  );

  check('an object is read only in the state that was seen', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'seen' };
    const first = await store.put(ref, 'one');
    const { body } = await store.get(ref, { ifMatch: first.etag });
    expect(Buffer.concat((await all(body)) as Buffer[]).toString()).toBe('one');
    await store.put(ref, 'two');
    expect(await errorCode(store.get(ref, { ifMatch: first.etag }))).toBe('S3_PRECONDITION_FAILED');
  });

  check('an object is deleted only in the state that was seen', async () => {
    const { store, bucket, versionedBucket } = subject();
    for (const name of [bucket, versionedBucket]) {
      const ref = { bucket: name, key: 'seen' };
      const first = await store.put(ref, 'one');
      const second = await store.put(ref, 'two');
      expect(await errorCode(store.delete(ref, { ifMatch: first.etag }))).toBe('S3_PRECONDITION_FAILED');
      expect(await text(store, ref)).toBe('two');
      await store.delete(ref, { ifMatch: second.etag });
      expect(await store.head(ref)).toBeUndefined();
      expect(await errorCode(store.delete(ref, { ifMatch: second.etag }))).toBe('S3_PRECONDITION_FAILED');
    }
  });

  check(
    'a copy keeps its condition',
    async () => {
      const { store, bucket } = subject();
      const from = { bucket, key: 'from' };
      const to = { bucket, key: 'to' };
      await store.put(from, 'copied');
      await store.copy(from, to, { condition: { ifNoneMatch: '*' } });
      expect(await errorCode(store.copy(from, to, { condition: { ifNoneMatch: '*' } }))).toBe(
        'S3_PRECONDITION_FAILED',
      );
      const { etag } = await store.put(to, 'changed since');
      expect(await errorCode(store.copy(from, to, { condition: { ifMatch: 'somethingelse' } }))).toBe(
        'S3_PRECONDITION_FAILED',
      );
      expect(await text(store, to)).toBe('changed since');
      await store.copy(from, to, { condition: { ifMatch: etag } });
      expect(await text(store, to)).toBe('copied');
    },
    'conditional-copy',
  );

  check(
    'a copy is made only from the state that was seen',
    async () => {
      const { store, bucket } = subject();
      const from = { bucket, key: 'from' };
      const { etag } = await store.put(from, 'seen');
      await store.copy(from, { bucket, key: 'good' }, { sourceIfMatch: etag });
      await store.put(from, 'changed');
      expect(await errorCode(store.copy(from, { bucket, key: 'bad' }, { sourceIfMatch: etag }))).toBe(
        'S3_PRECONDITION_FAILED',
      );
      expect(await text(store, { bucket, key: 'good' })).toBe('seen');
      expect(await store.head({ bucket, key: 'bad' })).toBeUndefined();
    },
    'copy-source-condition',
  );
}

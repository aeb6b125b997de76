import { DAY_MS } from '@lakeward/core';
import { all, errorCode, text, type ContractContext } from './contract-subject';

/** Object Lock: what is held cannot be destroyed, only covered. */
export function objectLockContract({ check, subject }: ContractContext): void {
  for (const mode of ['GOVERNANCE', 'COMPLIANCE'] as const) {
    check(`a version under ${mode} retention cannot be destroyed`, async () => {
      const { store, versionedBucket: bucket } = subject();
      const ref = { bucket, key: 'evidence' };
      const retainUntil = new Date(Math.floor((Date.now() + DAY_MS) / 1_000) * 1_000);
      const { versionId } = await store.put(ref, 'signed', { retention: { mode, retainUntil } });

      expect(await store.head(ref)).toMatchObject({ retention: { mode, retainUntil } });
      expect(await errorCode(store.delete(ref, { versionId: versionId! }))).toBe('S3_OBJECT_LOCKED');
      expect(await text(store, ref)).toBe('signed');
    });
  }

  check('a version under a legal hold cannot be destroyed', async () => {
    const { store, versionedBucket: bucket } = subject();
    const ref = { bucket, key: 'held' };
    const { versionId } = await store.put(ref, 'held', { legalHold: true });

    expect(await store.head(ref)).toMatchObject({ legalHold: true });
    expect(await errorCode(store.delete(ref, { versionId: versionId! }))).toBe('S3_OBJECT_LOCKED');
    expect(await text(store, ref)).toBe('held');
  });

  check('a locked version can be covered by a delete marker or a newer version', async () => {
    const { store, versionedBucket: bucket } = subject();
    const ref = { bucket, key: 'covered' };
    const locked = await store.put(ref, 'locked', { legalHold: true });
    const newer = await store.put(ref, 'newer');
    expect(await text(store, ref)).toBe('newer');
    expect((await store.head(ref))!.legalHold ?? false).toBe(false);
    await store.delete(ref, { versionId: newer.versionId! });
    await store.delete(ref);

    expect(await store.head(ref)).toBeUndefined();
    expect(await text(store, ref, locked.versionId)).toBe('locked');
    expect(await errorCode(store.delete(ref, { versionId: locked.versionId! }))).toBe('S3_OBJECT_LOCKED');
    expect(await all(store.listVersions(bucket))).toHaveLength(2);
  });

  check('a copy is not locked because its source is', async () => {
    const { store, versionedBucket: bucket } = subject();
    await store.put({ bucket, key: 'locked' }, 'x', { legalHold: true });
    const copy = { bucket, key: 'copy' };
    const { versionId } = await store.copy({ bucket, key: 'locked' }, copy);
    await store.delete(copy, { versionId: versionId! });
    expect(await store.head(copy)).toBeUndefined();
  });

  check(
    'a copy can be locked',
    async () => {
      const { store, versionedBucket: bucket } = subject();
      const retention = {
        mode: 'COMPLIANCE',
        retainUntil: new Date(Math.floor(Date.now() / 1_000) * 1_000 + DAY_MS),
      } as const;
      await store.put({ bucket, key: 'free' }, 'x');
      const copy = { bucket, key: 'copy' };
      const { versionId } = await store.copy({ bucket, key: 'free' }, copy, { retention });
      expect(await store.head(copy)).toMatchObject({ retention });
      expect(await errorCode(store.delete(copy, { versionId: versionId! }))).toBe('S3_OBJECT_LOCKED');
    },
    'locked-copy',
  );

  check('a bucket without Object Lock takes no retention', async () => {
    const { store, bucket } = subject();
    const retention = { mode: 'GOVERNANCE', retainUntil: new Date(Date.now() + DAY_MS) } as const;
    const ref = { bucket, key: 'x' };
    expect(await errorCode(store.put(ref, 'x', { retention }))).toBe('S3_INVALID_REQUEST');
    expect(await errorCode(store.put(ref, 'x', { legalHold: true }))).toBe('S3_INVALID_REQUEST');
    expect(await store.head(ref)).toBeUndefined();
  });

  check(
    'a retention that is over before it begins is refused',
    async () => {
      const { store, versionedBucket: bucket } = subject();
      const retention = { mode: 'GOVERNANCE', retainUntil: new Date(Date.now() - DAY_MS) } as const;
      expect(await errorCode(store.put({ bucket, key: 'x' }, 'x', { retention }))).toBe('S3_INVALID_REQUEST');
    },
    'past-retention',
  );
}

import { errorCode, text, type ContractContext } from './contract-subject';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** What an object carries beside its bytes, and what a copy makes of it. */
export function attributesContract({ check, subject }: ContractContext): void {
  check('content type, metadata and tags come back', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'carried' };
    const tags = { __ObjectEncrypted: 'true', 'cost center': 'a/b+c=d', naïve: 'ja' };
    const metadata = { 'run-id': 'r-1', note: 'spaces inside, and = & % signs' };
    await store.put(ref, '{}', { contentType: 'application/json; charset=utf-8', metadata, tags });

    expect(await store.head(ref)).toMatchObject({
      contentType: 'application/json; charset=utf-8',
      metadata,
    });
    const { body, ...stored } = await store.get(ref);
    body.destroy();
    expect(stored).toMatchObject({ contentType: 'application/json; charset=utf-8', metadata });
    expect(await store.tags(ref)).toEqual(tags);
    await store.put(ref, '{}');
    expect(await store.tags(ref)).toEqual({});
    expect((await store.head(ref))!.metadata).toEqual({});
  });

  check('metadata names lose their case', async () => {
    const { store, bucket } = subject();
    await store.put({ bucket, key: 'case' }, '', { metadata: { 'Run-Id': 'MixedCase' } });
    expect((await store.head({ bucket, key: 'case' }))!.metadata).toEqual({ 'run-id': 'MixedCase' });
  });

  check('what S3 cannot carry is refused', async () => {
    const { store, bucket } = subject();
    const refused = [
      { metadata: { note: 'naïve' } },
      { metadata: { note: 'trailing ' } },
      { metadata: { note: 'two\nlines' } },
      { metadata: { 'bad name': 'x' } },
      { metadata: { note: 'x'.repeat(2_048) } },
      { contentType: 'text/plain\r\nx-injected: 1' },
      { tags: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`tag${n}`, ''])) },
      { tags: { ['k'.repeat(129)]: 'x' } },
      { tags: { k: 'x'.repeat(257) } },
      { tags: { 'angle<': 'x' } },
      { encryption: { algorithm: 'none' } },
      { encryption: { algorithm: 'SSE-C' } },
    ] as const;
    for (const options of refused) {
      expect(await errorCode(store.put({ bucket, key: 'refused' }, 'x', options))).toBe('S3_INVALID_REQUEST');
    }
    expect(await store.head({ bucket, key: 'refused' })).toBeUndefined();
  });

  check('objects are encrypted as asked, or by default', async () => {
    const { store, bucket } = subject();
    const written = {
      default: undefined,
      s3: { algorithm: 'AES256' },
      kms: { algorithm: 'aws:kms', keyArn },
      bucketKey: { algorithm: 'aws:kms', keyArn, bucketKey: true },
    } as const;
    for (const [key, encryption] of Object.entries(written)) {
      await store.put({ bucket, key }, 'x', encryption === undefined ? {} : { encryption });
      const head = await store.head({ bucket, key });
      expect(head!.encryption).toEqual(encryption ?? { algorithm: 'AES256' });
    }
  });

  check(
    'objects are encrypted twice as asked',
    async () => {
      const { store, bucket } = subject();
      const encryption = { algorithm: 'aws:kms:dsse', keyArn } as const;
      await store.put({ bucket, key: 'dual' }, 'x', { encryption });
      expect((await store.head({ bucket, key: 'dual' }))!.encryption).toEqual(encryption);
    },
    'dsse-key',
  );

  check('a copy carries metadata, content type and tags over, but not the encryption', async () => {
    const { store, bucket } = subject();
    const from = { bucket, key: 'from' };
    const to = { bucket, key: 'to' };
    const carried = { contentType: 'text/csv', metadata: { of: 'source' } };
    const { etag: sourceEtag } = await store.put(from, 'a,b', {
      ...carried,
      tags: { of: 'source' },
      encryption: { algorithm: 'aws:kms', keyArn },
    });
    const { etag } = await store.copy(from, to);

    expect(await text(store, to)).toBe('a,b');
    expect(await store.head(to)).toMatchObject({ ...carried, etag, encryption: { algorithm: 'AES256' } });
    expect(await store.tags(to)).toEqual({ of: 'source' });
    expect(await store.head(from)).toMatchObject({ etag: sourceEtag });
  });

  check('a copy replaces one by one what is given', async () => {
    const { store, bucket } = subject();
    const from = { bucket, key: 'from' };
    await store.put(from, 'x', {
      contentType: 'text/csv',
      metadata: { of: 'source' },
      tags: { of: 'source' },
    });

    await store.copy(from, { bucket, key: 'a' }, { metadata: { of: 'copy' } });
    expect(await store.head({ bucket, key: 'a' })).toMatchObject({
      contentType: 'text/csv',
      metadata: { of: 'copy' },
    });
    expect(await store.tags({ bucket, key: 'a' })).toEqual({ of: 'source' });

    await store.copy(from, { bucket, key: 'b' }, { contentType: 'text/plain' });
    expect(await store.head({ bucket, key: 'b' })).toMatchObject({
      contentType: 'text/plain',
      metadata: { of: 'source' },
    });

    await store.copy(from, { bucket, key: 'c' }, { tags: { of: 'copy', second: 'a b+c' } });
    expect(await store.tags({ bucket, key: 'c' })).toEqual({ of: 'copy', second: 'a b+c' });
    expect(await store.head({ bucket, key: 'c' })).toMatchObject({
      contentType: 'text/csv',
      metadata: { of: 'source' },
    });
  });

  check('an object is re-encrypted in place', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'in place' };
    await store.put(ref, 'unchanged bytes', {
      contentType: 'text/csv',
      metadata: { a: '1' },
      tags: { a: '1' },
    });
    await store.copy(ref, ref, { encryption: { algorithm: 'aws:kms', keyArn } });

    expect(await text(store, ref)).toBe('unchanged bytes');
    expect(await store.head(ref)).toMatchObject({
      contentType: 'text/csv',
      metadata: { a: '1' },
      encryption: { algorithm: 'aws:kms', keyArn },
    });
    expect(await store.tags(ref)).toEqual({ a: '1' });
  });

  check('metadata is changed in place', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'in place' };
    await store.put(ref, 'unchanged bytes', { contentType: 'text/csv', metadata: { a: '1' } });
    await store.copy(ref, ref, { metadata: { b: '2' } });

    expect(await text(store, ref)).toBe('unchanged bytes');
    expect(await store.head(ref)).toMatchObject({ contentType: 'text/csv', metadata: { b: '2' } });
  });

  check('a copy onto itself that changes nothing is refused', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'same' };
    await store.put(ref, 'x');
    expect(await errorCode(store.copy(ref, ref))).toBe('S3_INVALID_REQUEST');
  });

  check('an older version is copied to the front', async () => {
    const { store, versionedBucket: bucket } = subject();
    const ref = { bucket, key: 'restored' };
    const old = await store.put(ref, 'good', { metadata: { state: 'good' } });
    await store.put(ref, 'bad', { metadata: { state: 'bad' } });
    const copied = await store.copy(ref, ref, { sourceVersionId: old.versionId! });

    expect(copied.versionId).not.toBe(old.versionId);
    expect(await text(store, ref)).toBe('good');
    expect(await store.head(ref)).toMatchObject({
      versionId: copied.versionId!,
      metadata: { state: 'good' },
    });
    expect(await errorCode(store.copy(ref, { bucket, key: 'x' }, { sourceVersionId: 'null' }))).toBe(
      'S3_OBJECT_NOT_FOUND',
    );
  });
}

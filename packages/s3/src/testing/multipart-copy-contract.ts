import { createHash } from 'node:crypto';
import { DAY_MS } from '@lakeward/core';
import { minPartBytes } from '../check-parts';
import type {
  CopiedPart,
  MultipartCopy,
  MultipartCopyOptions,
  MultipartUpload,
  ObjectChecksum,
} from '../multipart-copy';
import type { ObjectRef, ObjectStore } from '../object-store';
import { readBytes } from '../read-object';
import { all, errorCode } from './contract/contract-subject';

/** A copier to hold against the contract. */
export interface MultipartCopyUnderContract {
  readonly copies: MultipartCopy;
  /** The objects it copies. */
  readonly store: ObjectStore;
  /** An existing, empty bucket without versioning. */
  readonly bucket: string;
  /** An existing, empty bucket with versioning and Object Lock. */
  readonly versionedBucket: string;
  /** Of the copies, where the adapter's own choice cannot be shown. */
  readonly checksumAlgorithm?: ObjectChecksum['algorithm'];
  dispose?(): Promise<void>;
}

/** What a backend may be unable to show, by the name used in {@link MultipartCopyContractOptions.unsupported}. */
export type MultipartBehaviour =
  /** `copyPart` with `ifMatch`. */
  | 'part-condition'
  /** `complete` with a condition. */
  | 'completion-condition'
  /** Access control lists of objects. */
  | 'grants'
  /** Headers, storage class and redirect. */
  | 'headers'
  /** Retention and legal hold of what is made of parts. */
  | 'locks'
  /** The Bucket Key of what is made of parts. */
  | 'bucket-key'
  /** An upload that was given up is told from one that never was. */
  | 'gone-upload'
  /** A part past the end of its source is refused. */
  | 'past-end'
  /** An upload of a bucket that is not there is refused. */
  | 'absent-bucket';

export interface MultipartCopyContractOptions {
  /** Behaviour that cannot be shown, with the reason; its tests are counted as skipped. */
  readonly unsupported?: Partial<Record<MultipartBehaviour, string>>;
  /** Why nothing can be shown at all; all tests are counted as skipped. */
  readonly unavailable?: string | undefined;
}

/** A skipped test is counted and shows its reason; it is never one that was forgotten. */
const SKIP = 'skip';

/** 5 MiB and a little more: two parts. */
const bytes = Buffer.alloc(minPartBytes + 1_000, 'lakeward ');

/** What every {@link MultipartCopy} must do; `name` says which one it is. */
export function multipartCopyContract(
  name: string,
  make: () => Promise<MultipartCopyUnderContract>,
  { unsupported = {}, unavailable }: MultipartCopyContractOptions = {},
): void {
  const suite = unavailable === undefined ? describe : describe[SKIP];
  const check = (title: string, run: () => Promise<void>, needs?: MultipartBehaviour): void => {
    const reason = needs === undefined ? undefined : unsupported[needs];
    if (reason === undefined) test(title, run);
    else test[SKIP](`${title} (${reason})`, run);
  };

  suite(`multipart copy contract: ${name}${unavailable === undefined ? '' : ` (${unavailable})`}`, () => {
    let subject: MultipartCopyUnderContract;
    let copies: MultipartCopy;
    beforeEach(async () => {
      subject = await make();
      copies = subject.copies;
    });
    afterEach(() => subject.dispose?.());

    const begin = (to: ObjectRef, options: MultipartCopyOptions = {}) => {
      const { checksumAlgorithm } = subject;
      return copies.begin(to, {
        ...options,
        ...(checksumAlgorithm === undefined ? {} : { checksumAlgorithm }),
      });
    };
    const source = () => ({ bucket: subject.bucket, key: 'src/a b+c,ü' });
    const target = () => ({ bucket: subject.bucket, key: 'to/a b+c,ü' });
    const copyAll = async (upload: MultipartUpload): Promise<CopiedPart[]> => [
      await copies.copyPart(upload, 1, { from: source(), first: 0, last: minPartBytes - 1 }),
      await copies.copyPart(upload, 2, { from: source(), first: minPartBytes, last: bytes.length - 1 }),
    ];
    const copied = async (options: MultipartCopyOptions = {}) => {
      await subject.store.put(source(), bytes);
      const upload = await begin(target(), options);
      return copies.complete(upload, await copyAll(upload));
    };

    check('makes one object of parts, and nothing before it is completed', async () => {
      await subject.store.put(source(), bytes);
      const upload = await begin(target());
      const parts = await copyAll(upload);
      expect(await subject.store.head(target())).toBeUndefined();
      const { etag } = await copies.complete(upload, parts);
      const head = (await subject.store.head(target()))!;
      expect(head).toMatchObject({ size: bytes.length, etag });
      expect(sha256(await readBytes(subject.store, target()))).toBe(sha256(bytes));
      expect(await all(copies.uploads(target()))).toEqual([]);
    });

    check('carries over what it is told, and nothing else', async () => {
      await subject.store.put(source(), bytes, {
        metadata: { m: '1' },
        tags: { t: '1' },
        contentType: 'text/csv',
      });
      const plain = await begin(target());
      await copies.complete(plain, await copyAll(plain));
      expect(await copies.properties(target())).toMatchObject({ metadata: {}, tags: {} });

      const { metadata, tags, contentType } = await copies.properties(source());
      expect({ metadata, tags, contentType }).toEqual({
        metadata: { m: '1' },
        tags: { t: '1' },
        contentType: 'text/csv',
      });
      const full = await begin(target(), {
        metadata,
        tags: { ...tags, 'a b': 'c=d+e' },
        contentType: 'text/csv',
      });
      await copies.complete(full, await copyAll(full));
      expect(await copies.properties(target())).toMatchObject({
        metadata: { m: '1' },
        tags: { t: '1', 'a b': 'c=d+e' },
        contentType: 'text/csv',
        size: bytes.length,
      });
    });

    check(
      'gives headers, class and redirect',
      async () => {
        const options = {
          cacheControl: 'max-age=1',
          contentDisposition: 'inline',
          contentEncoding: 'gzip',
          contentLanguage: 'de',
          expires: 'Fri, 01 Jan 2027 00:00:00 GMT',
          redirectLocation: '/elsewhere',
          storageClass: 'STANDARD_IA',
        };
        await copied(options);
        expect(await copies.properties(target())).toMatchObject(options);
      },
      'headers',
    );

    check('encrypts as it is told', async () => {
      const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/0d5a5a5e-0000-4000-8000-000000000001';
      const encryption = { algorithm: 'aws:kms', keyArn } as const;
      await copied({ encryption });
      expect((await copies.properties(target())).encryption).toEqual(encryption);
      expect((await subject.store.head(target()))!.encryption).toEqual(encryption);
    });

    check(
      'encrypts with a Bucket Key',
      async () => {
        const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/0d5a5a5e-0000-4000-8000-000000000001';
        const encryption = { algorithm: 'aws:kms', keyArn, bucketKey: true } as const;
        await copied({ encryption });
        expect((await copies.properties(target())).encryption).toEqual(encryption);
      },
      'bucket-key',
    );

    check(
      'gives grants',
      async () => {
        const grant = {
          grantee: { type: 'Group', uri: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers' },
          permission: 'READ',
        } as const;
        await copied({ grants: [grant] });
        expect((await copies.properties(target())).grants).toEqual(expect.arrayContaining([grant]));
      },
      'grants',
    );

    check('copies any version, onto itself as well', async () => {
      const ref = { bucket: subject.versionedBucket, key: 'k' };
      const { versionId: old } = await subject.store.put(ref, bytes);
      await subject.store.put(ref, 'newer');
      expect(await copies.properties(ref, { versionId: old! })).toMatchObject({
        size: bytes.length,
        versionId: old,
      });
      const upload = await begin(ref);
      const part = await copies.copyPart(upload, 1, { from: ref, versionId: old!, first: 0, last: 99 });
      const { versionId } = await copies.complete(upload, [part]);
      expect((await readBytes(subject.store, ref)).equals(bytes.subarray(0, 100))).toBe(true);
      expect((await subject.store.head(ref))!.versionId).toBe(versionId);
      expect(await all(subject.store.listVersions(subject.versionedBucket))).toHaveLength(3);
    });

    check(
      'locks what it makes',
      async () => {
        const ref = { bucket: subject.versionedBucket, key: 'k' };
        await subject.store.put(ref, bytes);
        const retainUntil = new Date(Math.floor(Date.now() / 1_000) * 1_000 + DAY_MS);
        const upload = await begin(ref, {
          retention: { mode: 'GOVERNANCE', retainUntil },
          legalHold: true,
        });
        const part = await copies.copyPart(upload, 1, { from: ref, first: 0, last: 9 });
        const { versionId } = await copies.complete(upload, [part]);
        expect(await copies.properties(ref)).toMatchObject({
          retention: { mode: 'GOVERNANCE', retainUntil },
          legalHold: true,
        });
        expect(await errorCode(subject.store.delete(ref, { versionId: versionId! }))).toBe(
          'S3_OBJECT_LOCKED',
        );
      },
      'locks',
    );

    check('can be gone on with: uploads and parts are told', async () => {
      await subject.store.put(source(), bytes);
      const upload = await begin(target(), { metadata: { m: '1' } });
      await begin({ ...target(), key: `${target().key}/longer` });
      const [first] = await copyAll(upload);
      const found = await all(copies.uploads(target()));
      expect(found).toMatchObject([{ to: target(), uploadId: upload.uploadId }]);
      const kept = await all(copies.parts(found[0]!));
      expect(kept).toMatchObject([
        { partNumber: 1, etag: first!.etag, size: minPartBytes },
        { partNumber: 2, size: 1_000 },
      ]);
      await copies.complete(found[0]!, kept);
      expect(await copies.properties(target())).toMatchObject({ size: bytes.length, metadata: { m: '1' } });
    });

    check('a part may be copied anew', async () => {
      await subject.store.put(source(), bytes);
      const upload = await begin(target());
      await copies.copyPart(upload, 1, { from: source(), first: 100, last: 200 });
      const part = await copies.copyPart(upload, 1, { from: source(), first: 0, last: 4 });
      expect(await all(copies.parts(upload))).toMatchObject([{ partNumber: 1, etag: part.etag, size: 5 }]);
      await copies.complete(upload, [part]);
      expect((await readBytes(subject.store, target())).toString()).toBe('lakew');
    });

    check('can be given up, twice', async () => {
      await subject.store.put(source(), bytes);
      const upload = await begin(target());
      const parts = await copyAll(upload);
      await copies.abort(upload);
      await copies.abort(upload);
      expect(await all(copies.uploads(target()))).toEqual([]);
      expect(await errorCode(copies.complete(upload, parts))).not.toBe('no error');
      expect(await subject.store.head(target())).toBeUndefined();
    });

    check(
      'tells that an upload is gone',
      async () => {
        await subject.store.put(source(), bytes);
        const upload = await begin(target());
        const parts = await copyAll(upload);
        await copies.abort(upload);
        expect(await errorCode(copies.complete(upload, parts))).toBe('S3_CONFLICT');
        expect(await errorCode(copyAll(upload))).toBe('S3_CONFLICT');
      },
      'gone-upload',
    );

    check('refuses parts that are too small, out of order, or not there', async () => {
      await subject.store.put(source(), bytes);
      const upload = await begin(target());
      const [one, two] = await copyAll(upload);
      const small = await copies.copyPart(upload, 3, { from: source(), first: 0, last: 9 });
      for (const parts of [
        [two!, small],
        [two!, one!],
        [one!, { partNumber: 4, etag: one!.etag }],
        [{ partNumber: 1, etag: two!.etag }],
      ]) {
        expect(await errorCode(copies.complete(upload, parts))).toBe('S3_INVALID_REQUEST');
      }
      expect(await subject.store.head(target())).toBeUndefined();
    });

    check('refuses bytes that are not there', async () => {
      await subject.store.put(source(), bytes);
      const upload = await begin(target());
      const from = source();
      const part = (first: number, last: number) => copies.copyPart(upload, 1, { from, first, last });
      expect(await errorCode(part(5, 4))).toBe('S3_INVALID_REQUEST');
      const gone = { ...source(), key: 'gone' };
      expect(await errorCode(copies.copyPart(upload, 1, { from: gone, first: 0, last: 9 }))).toBe(
        'S3_OBJECT_NOT_FOUND',
      );
      expect(await errorCode(copies.properties(gone))).toBe('S3_OBJECT_NOT_FOUND');
    });

    check(
      'refuses bytes past the end',
      async () => {
        await subject.store.put(source(), bytes);
        const upload = await begin(target());
        const past = { from: source(), first: 0, last: bytes.length };
        expect(await errorCode(copies.copyPart(upload, 1, past))).toBe('S3_INVALID_REQUEST');
      },
      'past-end',
    );

    check(
      'copies only what the source is known as',
      async () => {
        const { etag } = await subject.store.put(source(), bytes);
        const upload = await begin(target());
        const range = { from: source(), first: 0, last: 9 };
        await copies.copyPart(upload, 1, { ...range, ifMatch: etag });
        expect(await errorCode(copies.copyPart(upload, 2, { ...range, ifMatch: 'other' }))).toBe(
          'S3_PRECONDITION_FAILED',
        );
      },
      'part-condition',
    );

    check(
      'completes only onto what the target is known as',
      async () => {
        await subject.store.put(source(), bytes);
        const upload = await begin(target());
        const parts = await copyAll(upload);
        const { etag } = await subject.store.put(target(), 'other');
        const complete = (condition: { ifMatch: string } | { ifNoneMatch: '*' }) =>
          copies.complete(upload, parts, { condition });
        expect(await errorCode(complete({ ifNoneMatch: '*' }))).toBe('S3_PRECONDITION_FAILED');
        expect(await errorCode(complete({ ifMatch: 'x' }))).toBe('S3_PRECONDITION_FAILED');
        await complete({ ifMatch: etag });
        expect((await subject.store.head(target()))!.size).toBe(bytes.length);
      },
      'completion-condition',
    );

    check(
      'needs a bucket',
      async () => {
        expect(await errorCode(begin({ bucket: 'no-such-bucket-anywhere', key: 'k' }))).toBe(
          'S3_BUCKET_NOT_FOUND',
        );
      },
      'absent-bucket',
    );
  });
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

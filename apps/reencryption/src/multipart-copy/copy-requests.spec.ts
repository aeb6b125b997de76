import { Deadline, ManualClock } from '@lakeward/core';
import { Ledger } from '@lakeward/ledger';
import { CapturedLog } from '@lakeward/observability';
import { createS3MultipartCopy, createS3ObjectStore } from '@lakeward/s3/aws';
import { copyInParts } from './copy-in-parts';
import { copyRecord } from './copy-record';
import { copyRequests } from './copy-requests';

const GIB = 1024 ** 3;
const ETAG = '"0123456789abcdef0123456789abcdef-9"';

/** S3 as far as a copy in parts goes, counting the requests to the object and to its record. */
class CountedS3 {
  readonly counts: Record<string, number> = {};
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  send(command: { input: { Bucket?: string; PartNumber?: number } }): Promise<unknown> {
    const { Bucket, PartNumber = 0 } = command.input;
    const name = command.constructor.name.replace(/Command$/, '');
    const what = `${Bucket === 'records' ? 'record' : 'object'} ${name}`;
    this.counts[what] = (this.counts[what] ?? 0) + 1;
    switch (what) {
      case 'record HeadObject':
        return Promise.reject(Object.assign(new Error('NotFound'), { $metadata: { httpStatusCode: 404 } }));
      case 'object HeadObject':
        return Promise.resolve({
          ContentLength: this.#size,
          ETag: ETAG,
          VersionId: 'v1',
          LastModified: new Date('2026-01-01T00:00:00Z'),
        });
      case 'object CreateMultipartUpload':
        return Promise.resolve({ UploadId: 'u1' });
      case 'object UploadPartCopy':
        return Promise.resolve({
          CopyPartResult: { ETag: `"${PartNumber}"`, ChecksumCRC64NVME: 'AAAAAAAAAAA=' },
        });
      case 'object ListParts':
        return Promise.resolve({ ChecksumAlgorithm: 'CRC64NVME', Parts: [] });
      default:
        return Promise.resolve({ ETag: ETAG, VersionId: 'v2', TagSet: [], Grants: [] });
    }
  }
}

test.each([
  ['a little over 5 GiB', 5 * GIB + 1, 21],
  ['6 GiB', 6 * GIB, 24],
  // Parts of 257 MiB.
  ['a little over 2,500 GiB', 2_500 * GIB + 1, 9_962],
])('an object of %s is copied with as many requests to S3 as are forecast', async (_, size, parts) => {
  const s3 = new CountedS3(size);
  const clock = new ManualClock('2026-11-06T00:00:00Z');
  const client = s3 as never;
  const store = createS3ObjectStore({ client, clock });
  const outcome = await copyInParts(
    {
      ref: { bucket: 'raw-data', key: 'big' },
      versionId: 'v1',
      goal: { target: 'sse-s3', bucketKeys: false, versions: 'current' },
    },
    {
      settings: { partsInParallel: 8 },
      copies: createS3MultipartCopy({ client }),
      store,
      records: new Ledger(store, { bucket: 'records', prefix: 'copies/' }, copyRecord),
      log: new CapturedLog(),
      clock,
    },
    { deadline: Deadline.none(clock) },
  );
  expect(outcome).toEqual({ outcome: 'copied', parts, resumed: 0, versionId: 'v2' });
  const forecast = copyRequests(size);
  expect(s3.counts).toEqual({
    'object HeadObject': 3,
    'object GetObjectTagging': 3,
    'object GetObjectAcl': 3,
    'object CreateMultipartUpload': 1,
    'object UploadPartCopy': parts,
    'object ListParts': 2,
    'object CompleteMultipartUpload': 1,
    'record HeadObject': 1,
    'record PutObject': 3,
  });
  expect(forecast).toEqual({ parts: parts + 1, completion: 1, records: 2 + 3, looks: 9, recordLooks: 1 });
});

import fc from 'fast-check';
import { encodeKey } from '@lakeward/s3';
import { readReport, reportLine, type TaskResult } from './completion-report';

const place = 's3://reports/job-1/results/1.csv';

async function read(text: string, size = 5) {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size)
      yield await Promise.resolve(bytes.subarray(at, at + size));
  }
  const tasks = [];
  for await (const batch of readReport(chunks(), place)) tasks.push(...batch);
  return tasks;
}

describe('a completion report', () => {
  test('is written as S3 Batch writes it', () => {
    const task = { bucket: 'src-bkt', encodedKey: 'a%20b.csv' };
    expect(
      reportLine({ ...task, status: 'succeeded', httpStatusCode: 200, errorCode: '', message: 'Successful' }),
    ).toBe('src-bkt,a%20b.csv,,succeeded,200,,Successful\r\n');
    expect(
      reportLine({
        ...task,
        versionId: 'v1',
        status: 'failed',
        httpStatusCode: 200,
        errorCode: 'PermanentFailure',
        message: 'Lambda returned function error: {"errorMessage":"no, not so"}',
      }),
    ).toBe(
      'src-bkt,a%20b.csv,v1,failed,200,PermanentFailure,"Lambda returned function error: {""errorMessage"":""no, not so""}"\r\n',
    );
  });

  test('is read whichever of status and error code comes first', async () => {
    const text =
      'src-bkt,a%20b.csv,,succeeded,200,,Successful\r\n' +
      'src-bkt,x,v,failed,AccessDenied,403,"Access, denied"\n' +
      'src-bkt,y,v,failed,400,InvalidRequest,The specified copy source is larger : 5368709120 (Service: S3)\r\n' +
      'src-bkt,z,,succeeded,,200,Successful';
    expect(await read(text)).toMatchObject([
      { key: 'a b.csv', status: 'succeeded', httpStatusCode: 200, errorCode: '', message: 'Successful' },
      {
        key: 'x',
        versionId: 'v',
        status: 'failed',
        httpStatusCode: 403,
        errorCode: 'AccessDenied',
        message: 'Access, denied',
      },
      { key: 'y', status: 'failed', httpStatusCode: 400, errorCode: 'InvalidRequest' },
      { key: 'z', status: 'succeeded', httpStatusCode: 200, errorCode: '' },
    ]);
    expect((await read(text))[0]).not.toHaveProperty('versionId');
  });

  test('gives back any task, in pieces of any size', async () => {
    const unicode = fc
      .string({ unit: 'binary', maxLength: 30 })
      .filter((text) => !/\p{Surrogate}/u.test(text));
    const message = fc.oneof(unicode, fc.stringMatching(/^[",\r\n a]{0,12}$/));
    const key = unicode.filter((text) => text !== '').map(encodeKey);
    const task: fc.Arbitrary<TaskResult> = fc.record(
      {
        bucket: fc.constantFrom('src-bkt', 'other.bucket'),
        encodedKey: key,
        versionId: fc.constantFrom('null', 'v1'),
        status: fc.constantFrom('succeeded', 'failed'),
        httpStatusCode: fc.constantFrom(200, 403, 412, 503),
        errorCode: fc.constantFrom('', 'AccessDenied'),
        message,
      },
      { requiredKeys: ['bucket', 'encodedKey', 'status', 'httpStatusCode', 'errorCode', 'message'] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(task, { maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        async (tasks, size) => {
          const read_ = await read(tasks.map(reportLine).join(''), size);
          expect(read_.map(({ key, ...rest }) => ({ ...rest, encodedKey: encodeKey(key) }))).toEqual(tasks);
          expect(read_.map((each) => each.key)).toEqual(
            tasks.map(({ encodedKey }) => decodeURIComponent(encodedKey)),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ['another number of columns', 'src-bkt,k,,succeeded,200,\r\n'],
    ['another outcome', 'src-bkt,k,,done,200,,Successful\r\n'],
    ['no HTTP status', 'src-bkt,k,,failed,Denied,Denied,no\r\n'],
    ['an empty line', '\r\n'],
  ])('with %s is refused', async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'S3_BATCH_INVALID_FILE' });
  });
});

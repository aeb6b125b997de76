import { Deadline } from '@lakeward/core';
import { reviewDay } from '../review/review-day';
import { input, world, type World } from '../testing/review-world';

const review = (dependencies: World) =>
  reviewDay(input, dependencies, { deadline: Deadline.none(dependencies.clock) });

/** Bytes of the day's two log files in the trail's bucket. */
async function sizeOfDay({ store }: World): Promise<number> {
  let bytes = 0;
  for await (const { size } of store.list('trail', {})) bytes += size;
  return bytes;
}

describe('what a review costs', () => {
  test('is estimated by the files, and billed for ten megabytes at least, at a price with Region and date', async () => {
    const dependencies = await world();
    const { manifest } = await review(dependencies);
    expect(manifest.query).toMatchObject({
      estimatedBytes: await sizeOfDay(dependencies),
      bytesScanned: 12_345,
      price: { currency: 'USD', amount: 0.00005, region: 'us-east-1', asOf: '2026-04-01' },
    });
  });

  test('is nothing where the engine bills nothing', async () => {
    const { manifest } = await review(await world({ billedRegion: null }));
    expect(manifest.query.price).toBeNull();
  });

  test('above the limit nothing is asked, and nobody tries again by itself', async () => {
    const bytes = await sizeOfDay(await world());
    const dependencies = await world({ byteLimit: bytes - 1 });
    await expect(review(dependencies)).rejects.toMatchObject({
      code: 'PCI_BYTE_LIMIT',
      retryable: false,
      message: `The log files of 2026-03-09 have ${bytes} bytes; BYTE_LIMIT allows to scan ${bytes - 1}. No query was started.`,
      remedy: expect.stringContaining('BYTE_LIMIT'),
    });
    expect(dependencies.engine.requests).toEqual([]);
    await expect(review(await world({ byteLimit: bytes }))).resolves.toMatchObject({ outcome: 'reviewed' });
  });
});

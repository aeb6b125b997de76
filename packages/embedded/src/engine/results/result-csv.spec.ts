import fc from 'fast-check';
import { csvLine, csvRows } from './result-csv';

const rowsOf = async (chunks: readonly (string | Buffer)[]): Promise<unknown[]> => {
  const rows: unknown[] = [];
  // eslint-disable-next-line @typescript-eslint/require-await -- a stream is asynchronous
  const stream = async function* (): AsyncIterable<string | Buffer> {
    yield* chunks;
  };
  for await (const row of csvRows(stream())) rows.push(row);
  return rows;
};

describe('the result CSV', () => {
  test('quotes every value, and leaves NULL out', () => {
    expect(csvLine(['id', 'note', 'n'])).toBe('"id","note","n"\n');
    expect(csvLine(['1', 'say "hi"', null])).toBe('"1","say ""hi""",\n');
    expect(csvLine(['2', '', '7'])).toBe('"2","","7"\n');
    expect(csvLine([null])).toBe('\n');
  });

  test('is read back the same, wherever it is cut', async () => {
    const value = fc.option(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'ü', '𝄞', ' ') }));
    await fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 1, max: 4 })
          .chain((width) => fc.array(fc.array(value, { minLength: width, maxLength: width }))),
        fc.array(fc.nat(), { maxLength: 8 }),
        async (rows, cuts) => {
          const bytes = Buffer.from(rows.map(csvLine).join(''));
          const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
            (a, b) => a - b,
          );
          const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
          expect(await rowsOf(chunks)).toEqual(rows);
        },
      ),
    );
  });
});

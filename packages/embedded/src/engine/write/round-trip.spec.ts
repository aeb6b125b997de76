import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { literal } from '@lakeward/sql';
import { hiveBucketReference } from '../testing/hive-hash-reference';
import { readParquetFiles } from '../testing/read-parquet';
import { TestLake } from '../testing/test-lake';

jest.setTimeout(240_000);

interface Row {
  readonly id: string | null;
  readonly n: number | null;
  readonly big: bigint | null;
  readonly d: number | null;
  readonly m: number | null;
  readonly flag: boolean | null;
  readonly day: Date | null;
  readonly at: Date | null;
  readonly tags: readonly (string | null)[] | null;
  readonly part: string | null;
}

const BUCKETS = 3;

/** Lakes that are written and read for each property. */
const RUNS = 4;

const anyText = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('a', 'B', '"', '\\', "'", ',', '\n', '\t', '%', '/', 'é', '😀'),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
    maxLength: 8,
  })
  .filter((text) => text.isWellFormed() && !text.includes('\0'));
/** What a text file can hold: see `textLine`. */
const lineText = anyText.filter(
  (text) => Array.from(text).every((char) => char >= ' ' || char === '\t') && text !== '\\N',
);

function rowOf(text: fc.Arbitrary<string>): fc.Arbitrary<Row> {
  const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 6 });
  const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  return fc.record({
    id: optional(text),
    n: optional(fc.integer()),
    big: optional(fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n })),
    // SQL has no literal for -0.
    d: optional(fc.double({ noNaN: true }).map((value) => value + 0)),
    m: optional(fc.integer({ min: -999_999_999, max: 999_999_999 }).map((cents) => cents / 100)),
    flag: optional(fc.boolean()),
    day: optional(day.map((date) => new Date(Math.floor(date.getTime() / 86_400_000) * 86_400_000))),
    at: optional(day),
    // In a text file an array of one empty text is an empty array, and an array of one NULL is NULL.
    tags: optional(
      fc
        .array(optional(text), { maxLength: 3 })
        .filter((items) => items.length !== 1 || (items[0] !== '' && items[0] !== null)),
    ),
    part: optional(fc.constantFrom('a', 'A', 'b/c', 'x=1', 'sp ace', '50%', '2026-03-09')),
  });
}

function valuesOf({ id, n, big, d, m, flag, day, at, tags, part }: Row): string {
  const typed = (value: string | null, type: string): string => `CAST(${value ?? 'NULL'} AS ${type})`;
  const double = d === null ? null : Number.isFinite(d) ? `'${d}'` : d > 0 ? `'Infinity'` : `'-Infinity'`;
  const items = tags?.map((tag) => typed(tag === null ? null : literal(tag), 'varchar'));
  return [
    typed(id === null ? null : literal(id), 'varchar'),
    typed(n === null ? null : String(n), 'integer'),
    typed(big === null ? null : `'${big}'`, 'bigint'),
    typed(double, 'double'),
    typed(m === null ? null : `'${m.toFixed(2)}'`, 'decimal(12,2)'),
    typed(flag === null ? null : String(flag), 'boolean'),
    typed(day === null ? null : `'${day.toISOString().slice(0, 10)}'`, 'date'),
    typed(at === null ? null : `'${at.toISOString().replace('T', ' ').replace('Z', '')}'`, 'timestamp(3)'),
    items === undefined
      ? typed(null, 'array(varchar)')
      : `CAST(ARRAY[${items.join(', ')}] AS array(varchar))`,
    typed(part === null ? null : literal(part), 'varchar'),
  ].join(', ');
}

describe('what is written is read back', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
  });
  afterAll(() => lake.close());

  let runs = 0;
  const columns = 'rownum, id, n, big, d, m, flag, day, at, tags, part';
  const layouts = {
    plain: '',
    bucketed: `, bucketed_by = ARRAY['id', 'n'], bucket_count = ${BUCKETS}`,
    partitioned: `, partitioned_by = ARRAY['part']`,
    'bucketed and partitioned': `, partitioned_by = ARRAY['part'], bucketed_by = ARRAY['id', 'n'], bucket_count = ${BUCKETS}`,
  };

  describe.each([
    ['PARQUET', anyText],
    ['JSON', anyText],
    ['TEXTFILE', lineText],
  ] as const)('%s', (format, text) => {
    test.each(Object.entries(layouts))('%s', async (_, layout) => {
      await fc.assert(
        fc.asyncProperty(fc.array(rowOf(text), { minLength: 1, maxLength: 20 }), async (rows) => {
          runs += 1;
          const name = `t${runs}`;
          const source = `(VALUES ${rows.map((row, index) => `(${index}, ${valuesOf(row)})`).join(', ')}) AS t (${columns})`;
          const written = await lake.rows(`SELECT ${columns} FROM ${source} ORDER BY rownum`);
          const { status } = await lake.run(
            `CREATE TABLE ${name} WITH (format = '${format}', external_location = 's3://lake/${name}/'${layout}) AS SELECT ${columns} FROM ${source}`,
          );
          expect(await lake.rows(`SELECT ${columns} FROM ${name} ORDER BY rownum`)).toEqual(written);
          const manifest = (await lake.read(status.dataManifestLocation ?? ''))
            .toString()
            .trimEnd()
            .split('\n');
          expect(manifest.sort()).toEqual(
            (await lake.keys(`${name}/`)).map((key) => `s3://lake/${key}`).sort(),
          );
          if (!layout.includes('bucket_count')) return;
          const buckets = await lake.rows(`SELECT rownum, "$bucket" FROM ${name} ORDER BY rownum`);
          expect(buckets).toEqual(
            rows.map(({ id, n }, index) => [String(index), String(hiveBucketReference([id, n], BUCKETS))]),
          );
        }),
        { numRuns: RUNS },
      );
    });
  });

  test('PARQUET, by another reader', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rowOf(anyText), { minLength: 1, maxLength: 25 }), async (rows) => {
        runs += 1;
        const source = `(VALUES ${rows.map((row, index) => `(${index}, ${valuesOf(row)})`).join(', ')}) AS t (${columns})`;
        await lake.run(
          `CREATE TABLE t${runs} WITH (external_location = 's3://lake/t${runs}/'${layouts.bucketed}) AS SELECT ${columns} FROM ${source}`,
        );
        const paths: string[] = [];
        for (const key of await lake.keys(`t${runs}/`)) {
          paths.push((await lake.store.filePath({ bucket: 'lake', key })) ?? '');
        }
        const found = (await readParquetFiles(paths)).flatMap((content) => content.rows);
        found.sort((one, other) => Number(one['rownum']) - Number(other['rownum']));
        const iso = (date: Date | null): string | null => date?.toISOString() ?? null;
        // The other reader multiplies decimals by 0.01.
        const cents = (value: unknown): unknown =>
          typeof value === 'number' ? Math.round(value * 100) / 100 : value;
        expect(found.map(({ tags = null, m, ...row }) => ({ ...row, tags, m: cents(m) }))).toEqual(
          rows.map(({ big, d, day, at, ...plain }, index) => ({
            rownum: index,
            ...plain,
            big: big?.toString() ?? null,
            // JSON, by which the other reader answers, has no infinity.
            d: d === null || !Number.isFinite(d) ? null : d,
            day: iso(day),
            at: iso(at),
          })),
        );
      }),
      { numRuns: RUNS },
    );
  });

  test('JSON, by another reader', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rowOf(anyText), { minLength: 1, maxLength: 25 }), async (rows) => {
        runs += 1;
        const source = `(VALUES ${rows.map((row, index) => `(${index}, ${valuesOf(row)})`).join(', ')}) AS t (${columns})`;
        await lake.run(
          `UNLOAD (SELECT ${columns} FROM ${source}) TO 's3://lake/u${runs}/' WITH (format = 'JSON')`,
        );
        const found: Record<string, unknown>[] = [];
        for (const key of await lake.keys(`u${runs}/`)) {
          const lines = gunzipSync(await lake.read(`s3://lake/${key}`))
            .toString('utf8')
            .trimEnd()
            .split('\n');
          found.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
        }
        found.sort((one, other) => Number(one['rownum']) - Number(other['rownum']));
        expect(found).toEqual(
          rows.map(({ big, d, day, at, ...plain }, index) => ({
            rownum: index,
            ...plain,
            big: big === null ? null : Number(big),
            d: d === null || Number.isFinite(d) ? d : d > 0 ? 'Infinity' : '-Infinity',
            day: day?.toISOString().slice(0, 10) ?? null,
            at: at === null ? null : expect.stringContaining(at.toISOString().slice(0, 10)),
          })),
        );
      }),
      { numRuns: RUNS },
    );
  });
});

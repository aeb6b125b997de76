import fc from 'fast-check';
import { literal } from '@lakeward/sql';
import type { HiveType } from '../../dialect';
import { Database } from '../duckdb/database';
import type { Session } from '../duckdb/session';
import { doubleHashReference, hiveBucketReference, hiveHashReference } from '../testing/hive-hash-reference';
import { hiveBucket } from './hive-hash';

jest.setTimeout(60_000);

const primitive = (name: Extract<HiveType, { kind: 'primitive' }>['name']): HiveType => ({
  kind: 'primitive',
  name,
});

/** A number of buckets so large that the bucket is the hash itself, without its sign. */
const ALL = 2_147_483_647;

describe('hiveBucket', () => {
  let database: Database;
  let session: Session;
  beforeAll(async () => {
    database = await Database.open({ threads: '1' });
    session = await database.session();
  });
  afterAll(async () => {
    await session.close();
    database.close();
  });

  const bucket = async (values: string, types: readonly HiveType[], count = ALL): Promise<number> => {
    const columns = types.map((type, index) => ({ name: `c${index}`, type }));
    const names = columns.map(({ name }) => name).join(', ');
    return Number(
      await session.value(`SELECT ${hiveBucket(columns, count)} FROM (VALUES (${values})) AS t (${names})`),
    );
  };

  test.each<[value: string, type: HiveType, hash: number]>([
    // Computed with Java: "abc".hashCode() and its like agree with Hive for ASCII.
    ["'abc'", primitive('string'), 96_354],
    ["''", primitive('string'), 0],
    ["'a'", { kind: 'varchar', length: 10 }, 31 + 97],
    ["''", { kind: 'varchar', length: 10 }, 1],
    ['CAST(NULL AS VARCHAR)', primitive('string'), 0],
    ["'é'", primitive('string'), (31 * -61 + -87) & 0x7fffffff],
    ['CAST(42 AS INTEGER)', primitive('int'), 42],
    ['CAST(-1 AS INTEGER)', primitive('int'), 0x7fffffff % ALL],
    ['CAST(-5 AS TINYINT)', primitive('tinyint'), -5 & 0x7fffffff],
    ['CAST(4294967296 AS BIGINT)', primitive('bigint'), 1],
    ['CAST(-1 AS BIGINT)', primitive('bigint'), 0],
    ['TRUE', primitive('boolean'), 1],
    ["DATE '1970-01-02'", primitive('date'), 1],
    ["DATE '2026-03-09'", primitive('date'), 20_521],
  ])('%s', async (value, type, hash) => {
    expect(await bucket(value, [type])).toBe(hash);
  });

  test('agrees with the reference on any text', async () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 12 })
      .filter((one) => one.isWellFormed() && !one.includes('\0'));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 500 }), async (value, count) => {
        expect(await bucket(literal(value), [primitive('string')], count)).toBe(
          hiveBucketReference([value], count),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('agrees with the reference on any number', async () => {
    const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    const row = fc.tuple(long, fc.integer(), fc.boolean(), fc.double({ noNaN: true }));
    await fc.assert(
      fc.asyncProperty(row, async ([big, int, bool, double]) => {
        expect(await bucket(`CAST('${big}' AS BIGINT)`, [primitive('bigint')])).toBe(
          (hiveHashReference(big) & 0x7fffffff) % ALL,
        );
        const values = `CAST('${big}' AS BIGINT), CAST(${int} AS INTEGER), ${bool}`;
        const types = [primitive('bigint'), primitive('int'), primitive('boolean')];
        expect(await bucket(values, types, 97)).toBe(hiveBucketReference([big, int, bool], 97));
        expect(await bucket(`CAST('${double}' AS DOUBLE)`, [primitive('double')])).toBe(
          (doubleHashReference(double) & 0x7fffffff) % ALL,
        );
      }),
      { numRuns: 200 },
    );
  });

  test.each<HiveType>([
    primitive('timestamp'),
    primitive('binary'),
    { kind: 'decimal', precision: 10, scale: 2 },
    { kind: 'array', element: primitive('int') },
  ])('refuses %j, as Trino does', (type) => {
    expect(() => hiveBucket([{ name: 'c', type }], 4)).toThrow(/cannot make buckets/);
  });
});

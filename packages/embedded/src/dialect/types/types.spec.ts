import fc from 'fast-check';
import {
  formatHiveType,
  HIVE_PRIMITIVES,
  toDuckDbType,
  toTrinoType,
  trinoTypeOf,
  type HiveType,
} from './hive-type';
import { parseHiveType } from './parse-hive-type';
import { parseTrinoType } from './parse-trino-type';
import { duckDbTypeOf, formatTrinoType } from './trino-type';

describe('Hive types', () => {
  test.each([
    ['string', 'varchar', 'VARCHAR'],
    ['int', 'integer', 'INTEGER'],
    ['float', 'real', 'FLOAT'],
    ['binary', 'varbinary', 'BLOB'],
    ['timestamp', 'timestamp(3)', 'TIMESTAMP'],
    ['decimal(10,2)', 'decimal(10,2)', 'DECIMAL(10,2)'],
    ['char(3)', 'char(3)', 'VARCHAR'],
    ['array<array<int>>', 'array(array(integer))', 'INTEGER[][]'],
    ['map<string,double>', 'map(varchar, double)', 'MAP(VARCHAR, DOUBLE)'],
    [
      'struct<type:string,a b:struct<c:date>>'.replace('a b', 'ab'),
      'row(type varchar, ab row(c date))',
      'STRUCT("type" VARCHAR, "ab" STRUCT("c" DATE))',
    ],
  ])('%s', (hive, trino, duckDb) => {
    const type = parseHiveType(hive);
    expect(formatHiveType(type)).toBe(hive);
    expect(toTrinoType(type)).toBe(trino);
    expect(toDuckDbType(type)).toBe(duckDb);
  });

  test('blanks, case and comments of fields do not matter', () => {
    expect(
      formatHiveType(parseHiveType(" Struct< `Order` : STRING COMMENT 'x' , b:Map<int , decimal> >")),
    ).toBe('struct<order:string,b:map<int,decimal(10,0)>>');
  });

  test.each([
    ['integer', "line 1:1: mismatched input 'integer'. Expecting: a type"],
    ['array<int', "line 1:10: mismatched input '<EOF>'. Expecting: '>'"],
    ['decimal(39,0)', 'line 1:9: decimal(39,0): precision is 1 to 38'],
    ['char(300)', 'line 1:6: the length must be between 1 and 255'],
    ['struct<date:int>', "line 1:8: mismatched input 'date'. Expecting: a name"],
    ['uniontype<int>', 'line 1:1: uniontype is not supported'],
    ['int int', "line 1:5: mismatched input 'int'. Expecting: <EOF>"],
  ])('%s is refused', (text, message) => {
    expect(() => parseHiveType(text)).toThrow(message);
  });

  test('any type is read back from what it is written as', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}x$/);
    const { type } = fc.letrec<{ type: HiveType }>((tie) => ({
      type: fc.oneof(
        { maxDepth: 3 },
        fc
          .constantFrom(...HIVE_PRIMITIVES)
          .map((primitive): HiveType => ({ kind: 'primitive', name: primitive })),
        fc
          .tuple(fc.integer({ min: 1, max: 38 }), fc.integer({ min: 0, max: 38 }))
          .map(([precision, scale]): HiveType => ({
            kind: 'decimal',
            precision,
            scale: Math.min(scale, precision),
          })),
        tie('type').map((element): HiveType => ({ kind: 'array', element })),
        fc.tuple(tie('type'), tie('type')).map(([key, value]): HiveType => ({ kind: 'map', key, value })),
        fc
          .array(fc.record({ name, type: tie('type') }), { minLength: 1, maxLength: 3 })
          .map((fields): HiveType => ({ kind: 'struct', fields })),
      ),
    }));
    fc.assert(
      fc.property(type, (any) => {
        expect(parseHiveType(formatHiveType(any))).toEqual(any);
        expect(parseTrinoType(toTrinoType(any))).toEqual(trinoTypeOf(any));
      }),
    );
  });
});

describe('Trino types', () => {
  test.each([
    ['INT', 'integer', 'INTEGER'],
    ['double precision', 'double', 'DOUBLE'],
    ['varchar(10)', 'varchar(10)', 'VARCHAR'],
    ['dec(5)', 'decimal(5,0)', 'DECIMAL(5,0)'],
    ['timestamp', 'timestamp(3)', 'TIMESTAMP'],
    ['timestamp(6) with time zone', 'timestamp(6) with time zone', 'TIMESTAMP WITH TIME ZONE'],
    ['time(3)', 'time(3)', 'TIME'],
    ['interval day to second', 'interval day to second', 'INTERVAL'],
    [
      'array<map<varchar,int>>'.replace('>>', '> >'),
      'array(map(varchar, integer))',
      'MAP(VARCHAR, INTEGER)[]',
    ],
    ['row(a int, "B c" varchar)', 'row(a integer, "b c" varchar)', 'STRUCT("a" INTEGER, "b c" VARCHAR)'],
    ['row(int, double precision)', 'row(integer, double)', 'STRUCT("field0" INTEGER, "field1" DOUBLE)'],
    ['row(x double precision)', 'row(x double)', 'STRUCT("x" DOUBLE)'],
  ])('%s', (text, formatted, duckDb) => {
    const type = parseTrinoType(text);
    expect(formatTrinoType(type)).toBe(formatted);
    expect(duckDbTypeOf(type)).toBe(duckDb);
  });

  test.each([
    ['string', 'line 1:1: Unknown type: string'],
    ['array(int, int)', 'line 1:7: the type has 1 parameter'],
    ['decimal(2,3)', 'line 1:9: DECIMAL precision must be in range [1, 38]'],
    ['hyperloglog', 'line 1:1: the type hyperloglog is not supported'],
  ])('%s is refused', (text, message) => {
    expect(() => parseTrinoType(text)).toThrow(message);
  });
});

import { UtcDay } from '@lakeward/core';
import fc from 'fast-check';
import { bindDdl, bindQuery, fragment, joinFragments } from './bind';
import { literal } from './literal';

const error = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('bindQuery', () => {
  test('writes names and values, and leaves strings, quoted names and comments alone', () => {
    const template = `SELECT ':day', "a:b", '{{t}}' -- :day {{t}}
FROM {{t}} WHERE day = :day AND region IN (:regions) /* :x */`;
    expect(
      bindQuery(template, {
        names: { t: 'trail' },
        values: { day: "o'clock", regions: ['eu-west-1', 'us-east-1'] },
      }),
    ).toBe(`SELECT ':day', "a:b", '{{t}}' -- :day {{t}}
FROM trail WHERE day = 'o''clock' AND region IN ('eu-west-1', 'us-east-1') /* :x */`);
  });

  test('refuses a placeholder without a value', () => {
    expect(() => bindQuery('SELECT :a')).toThrow(error('SQL_UNBOUND_PLACEHOLDER'));
    expect(() => bindQuery('SELECT {{a}}')).toThrow(error('SQL_UNBOUND_PLACEHOLDER'));
  });

  test('refuses a value without a placeholder: the filter that was meant is not there', () => {
    expect(() => bindQuery('SELECT 1', { values: { account: '1' } })).toThrow(error('SQL_UNUSED_BINDING'));
  });

  test.each(['trail; DROP TABLE x', 'Trail', '1st', '"x"', '', 'a.b', 'a b', 'é'])(
    'refuses the name %j',
    (name) => {
      expect(() => bindQuery('SELECT * FROM {{t}}', { names: { t: name } })).toThrow(
        error('SQL_INVALID_IDENTIFIER'),
      );
    },
  );

  test('puts fragments in place without scanning them again', () => {
    const conditions = joinFragments(
      [fragment('a = :v', { values: { v: ':day' } }), fragment('b = :v', { values: { v: '{{t}}' } })],
      ' OR ',
    );
    expect(bindQuery('SELECT 1 WHERE {{c}}', { names: { c: conditions } })).toBe(
      "SELECT 1 WHERE a = ':day' OR b = '{{t}}'",
    );
  });

  test('no text can end its literal early', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((s) => !s.includes('\0') && s.isWellFormed()),
        (text) => {
          const sql = bindQuery('SELECT :v, 1', { values: { v: text } });
          const inner = /^SELECT '((?:[^']|'')*)', 1$/.exec(sql)?.[1];
          expect(inner?.replaceAll("''", "'")).toBe(text);
        },
      ),
    );
  });
});

describe('bindDdl', () => {
  test('escapes as Hive does', () => {
    expect(bindDdl('LOCATION :at', { values: { at: "s3://b/it's\\a\n" } })).toBe(
      String.raw`LOCATION 's3://b/it\'s\\a\n'`,
    );
  });
});

describe('literal', () => {
  test.each<[unknown, string]>([
    ['', "''"],
    [0, '0'],
    [-12, '-12'],
    [0.1, '0.1E0'],
    [1e-7, '1E-7'],
    [9007199254740993n, '9007199254740993'],
    [true, 'TRUE'],
    [UtcDay.parse('2026-03-09'), "DATE '2026-03-09'"],
    [new Date('2026-03-09T23:51:07.120Z'), "TIMESTAMP '2026-03-09 23:51:07.120'"],
    [[1, 2], '1, 2'],
  ])('%j', (value, expected) => {
    expect(literal(value as never)).toBe(expected);
  });

  test.each([Number.NaN, Infinity, 2 ** 60, [], 'a\0b', '\ud800', new Date('x')])('refuses %p', (value) => {
    expect(() => literal(value)).toThrow(error('SQL_INVALID_VALUE'));
  });
});

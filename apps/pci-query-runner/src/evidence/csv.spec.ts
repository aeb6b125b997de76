import fc from 'fast-check';
import { readCsv } from '../testing/read-csv';
import { countCsvRows, csvOf } from './csv';

const lineOf = (text: string): string =>
  csvOf(['a'], [[text]])
    .toString('utf8')
    .slice('"a"\r\n'.length, -2);

/** Signs that make a formula of a cell, in all their widths. */
const SIGNS = ['=', '+', '-', '@', '\uFF1D', '\uFF0B', '\uFF0D', '\uFF20'];

describe('csvOf', () => {
  test('writes RFC 4180: quotes, CRLF, an empty cell for null', () => {
    const rows = [
      ['x', 1, null],
      ['say "hi", he said', 0, 'two\nlines'],
    ];
    expect(csvOf(['text', 'number', 'none'], rows).toString('utf8')).toBe(
      '"text","number","none"\r\n"x",1,\r\n"say ""hi"", he said",0,"two\nlines"\r\n',
    );
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-2', "'-2"],
    ['+49 30', "'+49 30"],
    ['\t=1', "\t'=1"],
    ['  "=1', `  ""'=1`],
    ['\uFF1D1', "'\uFF1D1"],
    ['a;=1', "a;'=1"],
    ['a\n=1', "a\n'=1"],
    ['a\t@x', "a\t'@x"],
    ['compatible; +http://x', "compatible; '+http://x"],
  ])('keeps a spreadsheet from taking %j for a formula', (text, cell) => {
    expect(lineOf(text)).toBe(`"${cell}"`);
  });

  test.each(['a=1', 'a-b', 'mira@example.com', '{"a":"-1"}', "o'neill", '2026-03-09T11:00:00Z', ' ', ''])(
    'leaves %j as it is',
    (text) => {
      expect(readCsv(csvOf(['a'], [[text]]).toString('utf8'))).toEqual([{ a: text }]);
    },
  );

  test('shows control characters instead of writing them', () => {
    expect(lineOf('a\u0000b\u001b[31m\u007f')).toBe('"a\uFFFDb\uFFFD[31m\uFFFD"');
  });

  test('a long run of blanks costs no more than its length', () => {
    const text = `x${'\t'.repeat(250_000)}y`;
    const started = process.cpuUsage();
    expect(lineOf(text)).toBe(`"${text}"`);
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  });

  const hostile = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...SIGNS, '"', ',', ';', '\t', '\r\n', '\n', ' ', "'"),
    ),
  );

  test('whatever the text, every row is one row, and no cell or part of one begins like a formula', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1 }), (cells) => {
        const texts = cells.map((parts) => parts.join(''));
        const columns = texts.map((_, index) => `c${index}`);
        const table = csvOf(columns, [texts, texts]);
        expect(countCsvRows(table)).toBe(2);
        const [first, second, ...more] = readCsv(table.toString('utf8'));
        expect(more).toEqual([]);
        expect(second).toEqual(first);
        for (const cell of Object.values(first ?? {})) {
          for (const part of (cell ?? '').split(/[;\t\r\n]/)) {
            expect(SIGNS).not.toContain(part.replace(/^[\s"]+/, '').charAt(0));
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('countCsvRows', () => {
  test.each([
    ['"a"\r\n', 0],
    ['"a"\r\n"x\r\ny"\r\n', 1],
    ['', undefined],
    ['"a"\r\n"x', undefined],
    ['"a"\r\nx', undefined],
  ])('%j has %p', (text, rows) => {
    expect(countCsvRows(Buffer.from(text))).toBe(rows);
  });
});

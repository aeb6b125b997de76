import { openCsvFormat, splitCsvLine } from './open-csv-format';

describe('splitCsvLine', () => {
  const format = openCsvFormat({});

  test.each<[string, readonly string[]]>([
    ['', []],
    ['a,b,c', ['a', 'b', 'c']],
    ['a,,', ['a', '', '']],
    ['"a,b","c"', ['a,b', 'c']],
    ['"say ""hi""",x', ['say "hi"', 'x']],
    ['"say \\"hi\\"",x', ['say "hi"', 'x']],
    ['"{""k"":""a\\\\b"",""n"":1}",x', ['{"k":"a\\b","n":1}', 'x']],
    ['"C:\\\\dir","a\\tb"', ['C:\\dir', 'atb']],
    ['\\N,x', ['N', 'x']],
    ['a,bc"d"ef,g', ['a', 'bc"d"ef', 'g']],
    ['abc, "quoted",x', ['abc', 'quoted', 'x']],
    ['a,"never closed', ['a']],
  ])('%s', (line, values) => {
    expect(splitCsvLine(line, format)).toEqual(values);
  });

  test('takes other characters', () => {
    const other = openCsvFormat({ separatorChar: ';', quoteChar: "'", escapeChar: '^' });
    expect(splitCsvLine(`'a;b';'c^'d';"e"`, other)).toEqual(['a;b', "c'd", '"e"']);
  });
});

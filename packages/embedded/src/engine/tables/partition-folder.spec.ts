import fc from 'fast-check';
import { partitionFolder, partitionName, partitionValuesOf } from './partition-folder';

describe('partition folders', () => {
  test.each<[string, string]>([
    ['2026-03-09', 'k=2026-03-09/'],
    ['a/b:c=d%', 'k=a%2Fb%3Ac%3Dd%25/'],
    [`"#'*?\\[]^{`, 'k=%22%23%27%2A%3F%5C%5B%5D%5E%7B/'],
    ['tab\tline\n', 'k=tab%09line%0A/'],
    ['space !$&()+,-.;<>@_`|}~ é', 'k=space !$&()+,-.;<>@_`|}~ é/'],
    ['', 'k=__HIVE_DEFAULT_PARTITION__/'],
    ['__HIVE_DEFAULT_PARTITION__', 'k=__HIVE_DEFAULT_PARTITION__/'],
  ])('%j', (value, folder) => {
    expect(partitionFolder(['k'], [value])).toBe(folder);
  });

  test('name each key in order, and nothing where there are none', () => {
    expect(partitionName(['year', 'month'], ['2026', '03'])).toBe('year=2026/month=03');
    expect(partitionFolder(['year', 'month'], ['2026', '03'])).toBe('year=2026/month=03/');
    expect(partitionFolder([], [])).toBe('');
  });

  test('are read back to the same values', () => {
    const value = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 3 }), (values) => {
        const keys = values.map((_, index) => `key${index}`);
        const folders = partitionFolder(keys, values).split('/').slice(0, -1);
        expect(folders).toHaveLength(values.length);
        expect(partitionValuesOf(keys, folders)).toEqual(values);
      }),
    );
  });

  test('are no partitions where they have another form', () => {
    expect(partitionValuesOf(['a', 'b'], ['a=1'])).toBeUndefined();
    expect(partitionValuesOf(['a'], ['b=1'])).toBeUndefined();
    expect(partitionValuesOf(['a'], ['a='])).toBeUndefined();
    expect(partitionValuesOf(['a'], ['a=50%', 'more'])).toEqual(['50%']);
  });
});

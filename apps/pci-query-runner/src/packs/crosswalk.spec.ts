import { bothVersions } from './crosswalk';
import { pciDss321 } from './pci-dss-3-2-1';
import { pciDss401 } from './pci-dss-4-0-1';

describe('bothVersions', () => {
  test('gives the older number of the same subject, not the same number', () => {
    expect(bothVersions('10.5.1')).toEqual({ '3.2.1': ['10.7'], '4.0.1': ['10.5.1'] });
    expect(bothVersions('10.3.1', '10.3.4')).toEqual({
      '3.2.1': ['10.5.1', '10.5.5'],
      '4.0.1': ['10.3.1', '10.3.4'],
    });
  });

  test('names each older number once', () => {
    expect(bothVersions('10.4.1', '10.4.1.1', '10.7.1', '10.7.2')['3.2.1']).toEqual(['10.6.1', '10.8']);
  });
});

test('pci-dss-4.0.1 has rules for every requirement that logs can show something about', () => {
  const covered = new Set(pciDss401.rules.flatMap(({ requirements }) => requirements['4.0.1'] ?? []));
  expect([...covered].sort()).toEqual([
    ...[
      '10.2.1',
      '10.2.1.1',
      '10.2.1.2',
      '10.2.1.3',
      '10.2.1.4',
      '10.2.1.5',
      '10.2.1.6',
      '10.2.1.7',
      '10.2.2',
    ],
    ...['10.3.1', '10.3.2', '10.3.3', '10.3.4', '10.4.1', '10.4.1.1', '10.5.1', '10.6.3', '10.7.1', '10.7.2'],
  ]);
});

test('no rule id means two questions', () => {
  const older = new Set(pciDss321.rules.map(({ id }) => id));
  expect(pciDss401.rules.filter(({ id }) => older.has(id))).toEqual([]);
});

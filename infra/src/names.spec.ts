import { dev } from './environments/dev';
import { staging } from './environments/staging';
import type { EnvironmentName } from './environments/environment';
import { resourceName } from './names';

describe('resourceName', () => {
  test('is project, environment and parts', () => {
    expect(resourceName(dev, 'function', 'pci-query-runner', 'review-day')).toBe(
      'lakeward-dev-pci-query-runner-review-day',
    );
  });

  test('of a bucket ends in account and Region', () => {
    expect(resourceName(staging, 'bucket', 'evidence')).toBe(
      'lakeward-staging-evidence-444455556666-eu-west-1',
    );
  });

  test('of a database needs no quotes in SQL', () => {
    expect(resourceName(dev, 'database', 'data-lake')).toBe('lakeward_dev_data_lake');
  });

  test('of an alias has its prefix', () => {
    expect(resourceName(dev, 'key-alias', 'data')).toBe('alias/lakeward-dev-data');
  });

  test('names that AWS would refuse as too long are refused with the file, the key and the lengths', () => {
    const long = 'a-very-long-name-for-an-environment-that-nobody-should-use' as EnvironmentName;
    expect(() => resourceName({ ...dev, name: long }, 'bucket', 'results')).toThrow(
      expect.objectContaining({
        code: 'INFRA_NAME_TOO_LONG',
        message: expect.stringMatching(
          /^infra\/src\/environments\/a-very-long.*\.ts: name .* makes the bucket .* 98 characters long; AWS allows 63\.$/,
        ),
      }),
    );
  });

  test('the longest name fits exactly', () => {
    const part = 'x'.repeat(64 - 'lakeward-dev-'.length);
    expect(resourceName(dev, 'role', part)).toHaveLength(64);
    expect(() => resourceName(dev, 'role', `${part}x`)).toThrow(
      expect.objectContaining({ code: 'INFRA_NAME_TOO_LONG' }),
    );
  });

  test.each(['Evidence', 'evidence_files', '-evidence', 'evidence-', ''])('refuses the part "%s"', (part) => {
    expect(() => resourceName(dev, 'topic', part)).toThrow(
      expect.objectContaining({ code: 'INFRA_INVALID_NAME' }),
    );
  });
});

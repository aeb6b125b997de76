import { parseEnvironment } from '@lakeward/config';
import { reviewDayEnvironment } from './contract';

const environment = {
  LOG_BUCKET: 'trail',
  LOG_PREFIX: '',
  ORGANIZATION_ID: 'o-a1b2c3d4e5',
  ACCOUNTS: '444455556666,777788889999',
  REGIONS: 'eu-west-1,us-gov-east-1',
  DATABASE: 'lake',
  TABLE: 'cloudtrail',
  WORKGROUP: 'pci',
  PARTITION_MODE: 'projection',
  EVIDENCE_BUCKET: 'evidence',
  PACK: 'pci-dss-4.0.1',
  GUARDED_BUCKETS: '',
  LISTING_CAP: '1000',
  NOTICE_TOPIC: '',
  EVENT_BUS: '',
  BYTE_LIMIT: '1000000000',
  LOG_RETENTION_DAYS: '0',
  SIGNING_KEY: '',
  RETENTION_MODE: 'governance',
  RETENTION_DAYS: '400',
};

describe('the environment', () => {
  test('is read', () => {
    expect(parseEnvironment(reviewDayEnvironment, environment)).toMatchObject({
      ACCOUNTS: ['444455556666', '777788889999'],
      BYTE_LIMIT: 1_000_000_000,
      RETENTION_DAYS: 400,
    });
  });

  test.each([
    ['ACCOUNTS', '444455556666,12345', 'ACCOUNTS has an account id that is not 12 digits'],
    ['ACCOUNTS', '', 'ACCOUNTS has no items'],
    ['REGIONS', 'eu-west-1,Frankfurt', 'REGIONS has a Region of another form than eu-west-1'],
    ['ORGANIZATION_ID', 'x', 'ORGANIZATION_ID is not an organization id'],
    ['BYTE_LIMIT', '1 GB', 'BYTE_LIMIT is not a whole number'],
    ['RETENTION_MODE', 'legal-hold', 'RETENTION_MODE is none of none, governance, compliance'],
  ])('%s=%s is named', (name, value, message) => {
    expect(() => parseEnvironment(reviewDayEnvironment, { ...environment, [name]: value })).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID_ENVIRONMENT',
        message: expect.stringContaining(message),
      }),
    );
  });

  test.each(Object.keys(environment))('%s must be there', (name) => {
    expect(() => parseEnvironment(reviewDayEnvironment, { ...environment, [name]: undefined })).toThrow(
      `${name} is not set`,
    );
  });
});

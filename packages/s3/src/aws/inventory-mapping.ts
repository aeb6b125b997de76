import type { InventoryConfiguration as WireConfiguration, InventoryEncryption } from '@aws-sdk/client-s3';
import {
  inventoryFields,
  type InventoryConfiguration,
  type InventoryDestination,
  type InventoryField,
} from '../inventory-configuration';

const arnPrefix = 'arn:aws:s3:::';

/** The configuration as S3 takes it. */
export function wireInventory(configuration: InventoryConfiguration): WireConfiguration {
  const { id, enabled, includedVersions, keyPrefix, frequency, fields, destination } = configuration;
  const { bucket, accountId, format, prefix, encryption } = destination;
  return {
    Id: id,
    IsEnabled: enabled,
    IncludedObjectVersions: includedVersions,
    Schedule: { Frequency: frequency },
    ...(keyPrefix === undefined ? {} : { Filter: { Prefix: keyPrefix } }),
    ...(fields.length === 0 ? {} : { OptionalFields: [...fields] }),
    Destination: {
      S3BucketDestination: {
        Bucket: `${arnPrefix}${bucket}`,
        Format: format,
        ...(accountId === undefined ? {} : { AccountId: accountId }),
        ...(prefix === undefined ? {} : { Prefix: prefix }),
        ...(encryption === undefined ? {} : { Encryption: wireEncryption(encryption) }),
      },
    },
  };
}

/** What S3 says of a configuration. Fields that are newer than this code are left out. */
export function inventoryOf(wire: WireConfiguration): InventoryConfiguration {
  const { Id, IsEnabled, IncludedObjectVersions, Schedule, Filter, OptionalFields = [], Destination } = wire;
  const { Bucket = '', AccountId, Format, Prefix, Encryption } = Destination?.S3BucketDestination ?? {};
  const known: readonly string[] = OptionalFields;
  const encryption = encryptionOf(Encryption);
  return {
    id: Id ?? '',
    enabled: IsEnabled === true,
    includedVersions: IncludedObjectVersions ?? 'Current',
    ...(Filter?.Prefix === undefined ? {} : { keyPrefix: Filter.Prefix }),
    frequency: Schedule?.Frequency ?? 'Daily',
    fields: inventoryFields.filter((field): field is InventoryField => known.includes(field)),
    destination: {
      // The partition differs outside of the commercial one: arn:aws-cn:s3:::bucket.
      bucket: Bucket.replace(/^arn:[^:]*:s3:::/, ''),
      ...(AccountId === undefined ? {} : { accountId: AccountId }),
      format: Format ?? 'CSV',
      ...(Prefix === undefined ? {} : { prefix: Prefix }),
      ...(encryption === undefined ? {} : { encryption }),
    },
  };
}

function wireEncryption(encryption: NonNullable<InventoryDestination['encryption']>): InventoryEncryption {
  return encryption.type === 'SSE-S3' ? { SSES3: {} } : { SSEKMS: { KeyId: encryption.keyArn } };
}

function encryptionOf(wire: InventoryEncryption | undefined): InventoryDestination['encryption'] {
  if (wire?.SSEKMS?.KeyId !== undefined) return { type: 'SSE-KMS', keyArn: wire.SSEKMS.KeyId };
  return wire?.SSES3 === undefined ? undefined : { type: 'SSE-S3' };
}

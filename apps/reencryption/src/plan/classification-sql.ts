import { bindQuery, fragment, type SqlFragment } from '@lakeward/sql';
import actedSql from '../../sql/acted.sql';
import countRemediesSql from '../../sql/count-remedies.sql';
import coveredSql from '../../sql/covered.sql';
import listedSql from '../../sql/listed.sql';
import lotSql from '../../sql/lot.sql';
import proveSql from '../../sql/prove.sql';
import reasonSql from '../../sql/reason.sql';
import remedySql from '../../sql/remedy.sql';
import unloadManifestsSql from '../../sql/unload-manifests.sql';
import versionsSql from '../../sql/versions.sql';
import { LIMITS } from '../contract';
import type { Goal } from './goal';
import type { InventoryManifest } from '../inventory/inventory-manifest';
import { hasColumn, type InventorySchema } from '../inventory/inventory-schema';

/** What is classified, and by what. */
export interface Classification {
  readonly manifest: Pick<InventoryManifest, 'sourceBucket' | 'configuration' | 'snapshot' | 'schema'>;
  readonly table: string;
  readonly goal: Goal;
  /** Object Lock that ends before this instant is over. */
  readonly at: Date;
  /** Table with the live S3 Metadata of the bucket, where there is one. */
  readonly metadataTable?: SqlFragment;
}

/** The statement that counts versions by remedy, reason, lot and storage class. */
export function countRemediesStatement(classification: Classification): string {
  const { goal, metadataTable } = classification;
  const reason = fragment(reasonSql, {
    values: {
      compliant: goal.target === 'sse-s3' ? 'sse-s3' : goal.keyArn === undefined ? 'any-key' : 'target-key',
      copies_noncurrent: goal.copiesNoncurrent,
      key_unknown: metadataTable === undefined ? 'no-metadata-table' : 'not-in-metadata-table',
    },
  });
  return bindQuery(countRemediesSql, { names: { ...judgement(classification), reason } });
}

/** The statement that unloads the lines of all manifests below `location`, a folder for each lot; as gzip unless `isPlain`. */
export function unloadManifestsStatement(
  classification: Classification,
  location: string,
  { isPlain }: { readonly isPlain: boolean },
): string {
  const { schema } = classification.manifest;
  return bindQuery(unloadManifestsSql, {
    names: {
      versions: versionsQuery(classification),
      // Version ids stand on all lines or on none.
      version_column: fragment(hasVersions(schema) ? ',\n    version_id' : ''),
      compression: fragment(isPlain ? " compression = 'NONE'," : ''),
    },
    values: { location },
  });
}

/**
 * The statement that holds a later snapshot against an earlier one, both by the same goal. `reports`: the table of completion reports,
 * where the run of the earlier one updated what metadata had told the keys of.
 */
export function proveStatement(earlier: Classification, later: Classification, reports?: string): string {
  const { sourceBucket, snapshot } = earlier.manifest;
  const versions = versionsQuery(earlier);
  const acted =
    reports === undefined
      ? versions
      : fragment(actedSql, {
          names: { versions, reports },
          values: { source_bucket: sourceBucket, snapshot },
        });
  return bindQuery(proveSql, { names: { earlier: acted, later: versionsQuery(later) } });
}

/** True where manifests of the snapshot name versions. */
export function hasVersions(schema: InventorySchema): boolean {
  return hasColumn(schema, 'version_id');
}

function versionsQuery(classification: Classification): SqlFragment {
  return fragment(versionsSql, { names: judgement(classification) });
}

/** The rows of a snapshot, and the expressions that judge them. */
function judgement(classification: Classification): Record<'listed' | 'remedy' | 'lot', SqlFragment> {
  const { manifest, table, goal, metadataTable } = classification;
  const { sourceBucket, configuration, snapshot } = manifest;
  const listed = fragment(listedSql, {
    names: {
      ...listingColumns(classification),
      table,
      key_arn: fragment(metadataTable === undefined ? 'CAST(NULL AS varchar)' : 'known.kms_key_arn'),
      metadata: metadataJoin(manifest.schema, metadataTable),
    },
    values: { source_bucket: sourceBucket, configuration, snapshot, copy_bytes: LIMITS.copyBytes },
  });
  const remedy = fragment(remedySql, {
    names: {
      compliance: compliance(goal, metadataTable !== undefined),
      update: fragment(
        goal.target === 'sse-kms' ? "WHEN encryption IN ('SSE-S3', 'SSE-KMS') THEN 'update'" : '',
      ),
    },
    values: { source_bucket: sourceBucket },
  });
  return { listed: covered(listed, goal), remedy, lot: fragment(lotSql) };
}

/** The rows with whether an old version may be copied: no row has to know of others unless old versions are to be copied at all. */
function covered(listed: SqlFragment, { target, copiesNoncurrent }: Goal): SqlFragment {
  if (!copiesNoncurrent) {
    return fragment('SELECT *, FALSE AS is_covered FROM (\n{{listed}}\n) AS listed', { names: { listed } });
  }
  const copied = fragment(
    target === 'sse-kms' ? "('DSSE-KMS', 'NOT-SSE')" : "('SSE-KMS', 'DSSE-KMS', 'NOT-SSE')",
  );
  return fragment(coveredSql, { names: { listed, copied } });
}

/** `url_encode` writes forms: a space as `+`, which S3 Batch is not documented to read as a space; slashes may stay. */
const encoded = (key: string): string => `replace(replace(url_encode(${key}), '+', '%20'), '%2F', '/')`;

/**
 * Most keys mean themselves when they are decoded, and need no work. `=`, which partitions have in their folders, would be encoded by
 * S3 but need not be.
 */
const ENCODED_IN_PARQUET = `IF(regexp_like(listing.key, '[^A-Za-z0-9/._=-]'), ${encoded('listing.key')}, listing.key)`;

/** Keys in CSV are form-encoded already; one that is not wholly so is brought to the form all the same. */
const ENCODED_IN_CSV =
  `IF(regexp_like(listing.key, '[^A-Za-z0-9/._*%=-]'), ` +
  `IF(regexp_like(listing.key, '[^A-Za-z0-9/._*%=+-]'), ${encoded('url_decode(listing.key)')}, ` +
  `replace(listing.key, '+', '%20')), listing.key)`;

function listingColumns({ manifest: { schema }, at }: Classification): Record<string, SqlFragment> {
  const isCsv = schema.format === 'CSV';
  /** The column as text, empty where there is no value. */
  const text = (name: string): string => {
    if (!hasColumn(schema, name)) return "''";
    return isCsv ? `listing.${name}` : `coalesce(listing.${name}, '')`;
  };
  const flag = (name: string, otherwise: 'TRUE' | 'FALSE'): string => {
    if (!hasColumn(schema, name)) return otherwise;
    return isCsv
      ? `(listing.${name} IN ('true', 'True', 'TRUE'))`
      : `coalesce(listing.${name}, ${otherwise})`;
  };
  const size = isCsv ? 'TRY_CAST(listing.size AS bigint)' : 'listing.size';
  return {
    object_key: fragment(isCsv ? 'url_decode(listing.key)' : 'listing.key'),
    encoded_key: fragment(isCsv ? ENCODED_IN_CSV : ENCODED_IN_PARQUET),
    version_id: fragment(`coalesce(nullif(${text('version_id')}, ''), 'null')`),
    is_latest: fragment(flag('is_latest', 'TRUE')),
    is_delete_marker: fragment(flag('is_delete_marker', 'FALSE')),
    size: fragment(hasColumn(schema, 'size') ? size : 'CAST(NULL AS bigint)'),
    storage_class: fragment(`coalesce(nullif(${text('storage_class')}, ''), 'STANDARD')`),
    archive_tier: fragment(archiveTier(text)),
    encryption: fragment(text('encryption_status')),
    lock: lock(schema, text, at),
  };
}

/** The tier of an object of Intelligent-Tiering that must be restored before it can be read, else nothing. */
function archiveTier(text: (name: string) => string): string {
  const tier = text('intelligent_tiering_access_tier');
  return `IF(${tier} IN ('ARCHIVE', 'DEEP_ARCHIVE', 'ARCHIVE_ACCESS', 'DEEP_ARCHIVE_ACCESS'), ${tier}, '')`;
}

/** Why Object Lock forbids a change of the version at that instant; NULL where it does not. */
function lock(schema: InventorySchema, text: (name: string) => string, at: Date): SqlFragment {
  const mode = `upper(${text('object_lock_mode')})`;
  const hold = `upper(${text('object_lock_legal_hold_status')}) = 'ON'`;
  const name = 'object_lock_retain_until_date';
  const isOver = hasColumn(schema, name)
    ? schema.format === 'CSV'
      ? // Times of one form and zone compare as text; no time at all is no end.
        fragment(`(listing.${name} <> '' AND listing.${name} <= :at)`, { values: { at: at.toISOString() } })
      : fragment(`coalesce(listing.${name} <= :at, FALSE)`, { values: { at } })
    : fragment('FALSE');
  return fragment(
    `CASE
      WHEN ${hold} THEN 'legal-hold'
      WHEN ${mode} = 'COMPLIANCE' AND NOT {{is_over}} THEN 'retention-compliance'
      WHEN ${mode} <> '' AND NOT {{is_over}} THEN 'retention-governance'
    END`,
    { names: { is_over: isOver } },
  );
}

/** What is as it should be already, or may be: an object under a key nobody can name is never taken for compliant. */
function compliance({ target, keyArn }: Goal, knowsKeys: boolean): SqlFragment {
  if (target === 'sse-s3') return fragment("WHEN encryption = 'SSE-S3' THEN 'compliant'");
  if (!knowsKeys) return fragment("WHEN encryption = 'SSE-KMS' THEN 'key-unknown'");
  const unknown = "WHEN encryption = 'SSE-KMS' AND key_arn IS NULL THEN 'key-unknown'";
  return keyArn === undefined
    ? fragment(`${unknown}\n  WHEN encryption = 'SSE-KMS' THEN 'compliant'`)
    : fragment(`${unknown}\n  WHEN encryption = 'SSE-KMS' AND key_arn = :key_arn THEN 'compliant'`, {
        values: { key_arn: keyArn },
      });
}

/**
 * S3 Metadata's live inventory has raw keys, one row for each version, newest by `sequence_number`. Source: "S3 Metadata live
 * inventory tables schema", S3 User Guide.
 */
function metadataJoin(schema: InventorySchema, table: SqlFragment | undefined): SqlFragment {
  if (table === undefined) return fragment('');
  const key = schema.format === 'CSV' ? 'url_decode(listing.key)' : 'listing.key';
  const byVersion = hasVersions(schema);
  return fragment(
    `
  LEFT JOIN (
    SELECT bucket, key${byVersion ? ", coalesce(version_id, '') AS version_id" : ''}, max_by(kms_key_arn, sequence_number) AS kms_key_arn
    FROM {{table}}
    GROUP BY bucket, key${byVersion ? ", coalesce(version_id, '')" : ''}
  ) AS known
    ON known.bucket = listing.bucket
    AND known.key = ${key}${byVersion ? "\n    AND known.version_id = coalesce(listing.version_id, '')" : ''}`,
    { names: { table } },
  );
}

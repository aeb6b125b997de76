import { deterministicId } from '@lakeward/core';
import { parseS3Uri } from '@lakeward/s3';
import {
  manifestFields,
  type CopyStorageClass,
  type CreateJobRequest,
  type JobOperation,
  type ManifestField,
} from '@lakeward/s3-batch';
import { APP } from '../contract';
import type { Plan } from '../plan/plan';
import { planPlace } from '../plan/plan-snapshot';
import type { Action, Lot } from '../plan/remedies';
import type { LotManifest, WrittenManifest } from '../plan/write-manifests';
import type { JobSettings } from './job-settings';
import { inPartsName } from './left-to-try';
import { keyRequired } from './run-errors';
import { namesVersions, parseRequest, requestText, type JobRecord } from './run-records';

/** What has to be known of the bucket that the inventory does not tell. */
export interface BucketFacts {
  /** True where access control lists mean nothing. */
  readonly ownerEnforced: boolean;
}

/** Days that a restored copy stays: long enough for the copy job, its queue and a second try. */
const RESTORED_DAYS = 10;

/** Hours until every bulk restore is done, by storage class. Source: "Understanding archive retrieval options", S3 User Guide. */
const RESTORE_HOURS: Readonly<Record<string, number>> = {
  GLACIER: 12,
  DEEP_ARCHIVE: 48,
  INTELLIGENT_TIERING: 48,
};

/** Classes that S3 Batch can write; anything else becomes STANDARD. */
const COPY_CLASSES: readonly CopyStorageClass[] = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'GLACIER',
  'INTELLIGENT_TIERING',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
];

/**
 * The jobs of one remedy of a plan, in the order they are made: one for each lot, and for archived objects a restore and a copy
 * after it. The same plan and settings give the same jobs with the same tokens.
 */
export function jobsOf(plan: Plan, remedy: Action, settings: JobSettings, facts: BucketFacts): JobRecord[] {
  const lots = plan.manifests.find((manifest) => manifest.remedy === remedy)?.lots ?? [];
  const noncurrent = copyNamesOf(plan, ({ isNoncurrent }) => isNoncurrent);
  return lots.flatMap((each) => {
    const { lot } = each;
    // A copy of an old version becomes the current one: the current version must be copied after all of them.
    const first = lot.isNoncurrent || remedy === 'update' ? [] : noncurrent;
    const make = (
      part: Pick<Definition, 'name' | 'operation' | 'role' | 'waitsFor' | 'waitsHours' | 'coveredBy'>,
    ): JobRecord => {
      const fields = fieldsFor(plan, part.operation);
      return jobRecord(plan, remedy, { ...part, manifest: each, fields, round: 1 }, settings);
    };
    const covered = lot.isNoncurrent
      ? { coveredBy: copyNamesOf(plan, ({ isNoncurrent }) => !isNoncurrent) }
      : {};
    switch (remedy) {
      case 'update':
        return [
          make({
            name: lot.id,
            operation: update(plan),
            role: settings.roles.update,
            waitsFor: [],
            waitsHours: 0,
          }),
        ];
      case 'copy':
      case 'multipart-copy':
        return [
          make({
            name: lot.id,
            ...copy(plan, lot, settings, facts),
            waitsFor: first,
            waitsHours: 0,
            ...covered,
          }),
        ];
      case 'restore-first': {
        const restored = `${lot.id}:restore`;
        const hours = RESTORE_HOURS[lot.storageClass ?? ''] ?? 48;
        return [
          make({
            name: restored,
            operation: restore(lot),
            role: settings.roles.restore,
            waitsFor: [],
            waitsHours: 0,
          }),
          make({
            name: `${lot.id}:copy`,
            ...copy(plan, lot, settings, facts),
            waitsFor: [restored, ...first],
            waitsHours: hours,
            ...covered,
          }),
        ];
      }
    }
  });
}

/** The job that tries again what failed and may succeed. */
export function redriveOf(
  plan: Plan,
  remedy: Action,
  failed: JobRecord,
  redrive: WrittenManifest,
  settings: JobSettings,
): JobRecord {
  const { operation, roleArn } = parseRequest(failed.request);
  return jobRecord(
    plan,
    remedy,
    {
      name: failed.name,
      operation,
      role: roleArn,
      waitsFor: [],
      waitsHours: 0,
      manifest: redrive,
      fields: fieldsAfter(failed),
      round: failed.round + 1,
    },
    settings,
  );
}

/** The job that copies in parts what another job's copy refused for its size. */
export function inPartsOf(
  plan: Plan,
  remedy: Action,
  failed: JobRecord,
  manifest: WrittenManifest,
  settings: JobSettings,
): JobRecord {
  return jobRecord(
    plan,
    remedy,
    {
      name: inPartsName(failed),
      ...copyByFunction(plan, 'current', settings),
      waitsFor: [],
      waitsHours: 0,
      manifest,
      fields: fieldsAfter(failed),
      round: failed.round + 1,
    },
    settings,
  );
}

interface Definition {
  readonly name: string;
  readonly operation: JobOperation;
  readonly role: string;
  readonly waitsFor: readonly string[];
  readonly waitsHours: number;
  readonly coveredBy?: readonly string[];
  readonly manifest: LotManifest | WrittenManifest;
  readonly fields: readonly ManifestField[];
  readonly round: number;
}

function jobRecord(plan: Plan, remedy: Action, definition: Definition, settings: JobSettings): JobRecord {
  const { name, operation, role, waitsFor, waitsHours, coveredBy, manifest, fields, round } = definition;
  const place = planPlace(plan);
  const needsConfirmation = manifest.objects > settings.confirmAboveObjects;
  const request: CreateJobRequest = {
    token: deterministicId(APP, place, remedy, name, String(round)),
    operation,
    manifest: {
      location: parseS3Uri(manifest.uri),
      etag: manifest.etag,
      format: {
        name: 'S3BatchOperations_CSV_20180820',
        fields,
      },
    },
    report: {
      bucket: settings.reportBucket,
      prefix: settings.reportPrefix,
      scope: settings.reportScope,
      expectedBucketOwner: settings.account,
    },
    priority: settings.priority,
    roleArn: role,
    confirmationRequired: needsConfirmation || waitsFor.length > 0 || coveredBy !== undefined,
    description: `${remedy} ${plan.bucket} ${plan.snapshot} ${name} ${round}`.slice(0, 256),
    tags: { 'lakeward:app': APP, 'lakeward:plan': plan.plan },
  };
  return {
    name,
    round,
    objects: manifest.objects,
    request: requestText(request),
    waitsFor: [...waitsFor],
    waitsHours,
    ...(coveredBy === undefined ? {} : { coveredBy: [...coveredBy] }),
    needsConfirmation,
    succeeded: 0,
    failed: 0,
  };
}

/**
 * The columns of a plan's manifest as a job reads them. S3 Batch's own copy would put the version of its line before whatever has been
 * written since; without version ids it copies what is current, and its condition leaves alone what the snapshot does not know.
 */
function fieldsFor({ inventory: { versions } }: Plan, { name }: JobOperation): readonly ManifestField[] {
  return versions && name === 'S3PutObjectCopy' ? ['Bucket', 'Key', 'Ignore'] : manifestFields({ versions });
}

/** The columns of a manifest that was made of a job's report, which names versions where the job was told them. */
function fieldsAfter({ request }: JobRecord): readonly ManifestField[] {
  return manifestFields({ versions: namesVersions(parseRequest(request)) });
}

/** Names of the jobs of a plan that copy lots of that kind. */
function copyNamesOf({ manifests }: Plan, wanted: (lot: Lot) => boolean): string[] {
  return manifests
    .filter(({ remedy }) => remedy !== 'update')
    .flatMap(({ lots }) => lots.map(({ lot }) => lot).filter(wanted))
    .map(({ id, remedy }) => (remedy === 'restore-first' ? `${id}:copy` : id));
}

function update({ goal }: Plan): JobOperation {
  if (goal.keyArn === undefined) throw keyRequired();
  return { name: 'S3UpdateObjectEncryption', keyArn: goal.keyArn, bucketKey: goal.bucketKeys };
}

function restore({ storageClass }: Lot): JobOperation {
  // A copy restored from a tier of Intelligent-Tiering is no copy: the object moves back, for good.
  return {
    name: 'S3InitiateRestoreObject',
    tier: 'BULK',
    ...(storageClass === 'INTELLIGENT_TIERING' ? {} : { expirationInDays: RESTORED_DAYS }),
  };
}

/**
 * How a lot is copied. S3 Batch's own copy keeps metadata and tags, and is told the storage class; it cannot keep an object's own
 * access control list, nor add a tag to those it has. Where that matters, and over 5 GiB, the function copies.
 */
function copy(
  plan: Plan,
  lot: Lot,
  settings: JobSettings,
  { ownerEnforced }: BucketFacts,
): Pick<Definition, 'operation' | 'role'> {
  const { goal } = plan;
  if (goal.target === 'sse-kms' && goal.keyArn === undefined) throw keyRequired();
  const byFunction =
    lot.remedy === 'multipart-copy' || lot.isLarge || !ownerEnforced || settings.copyTag !== '';
  if (byFunction) return copyByFunction(plan, lot.isNoncurrent ? 'noncurrent' : 'current', settings);
  const storageClass = COPY_CLASSES.find((each) => each === lot.storageClass) ?? 'STANDARD';
  const operation: JobOperation = {
    name: 'S3PutObjectCopy',
    targetBucket: plan.bucket,
    storageClass,
    encryption:
      goal.keyArn === undefined
        ? { algorithm: 'AES256' }
        : { algorithm: 'aws:kms', keyArn: goal.keyArn, bucketKey: goal.bucketKeys },
    // The job acts on what is there when it runs: objects written since are left alone.
    unmodifiedSince: new Date(plan.inventory.createdAt),
  };
  return { operation, role: settings.roles.copy };
}

/** A copy by the function that copies in parts, with all that an object says of itself. */
function copyByFunction(
  { goal, inventory }: Plan,
  versions: 'current' | 'noncurrent',
  settings: JobSettings,
): Pick<Definition, 'operation' | 'role'> {
  const operation: JobOperation = {
    name: 'LambdaInvoke',
    functionArn: settings.multipartCopyFunction,
    invocationSchemaVersion: '2.0',
    userArguments: {
      target: goal.target,
      ...(goal.keyArn === undefined ? {} : { keyArn: goal.keyArn }),
      bucketKeys: goal.bucketKeys ? 'on' : 'off',
      ...(settings.copyTag === '' ? {} : { copyTag: settings.copyTag }),
      versions,
      snapshotAt: inventory.createdAt,
    },
  };
  return { operation, role: settings.roles.invoke };
}

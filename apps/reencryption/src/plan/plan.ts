import { REMEDIES } from '../contract';
import type { AskedQuery, VersionGroup } from './classify';
import type { Forecast } from './forecast';
import type { Goal } from './goal';
import { hasColumn, type InventorySchema } from '../inventory/inventory-schema';
import type { Remedy } from './remedies';
import type { RemedyManifest } from './write-manifests';

/** Form of the plan document; raised with every change that readers must know of. */
export const PLAN_VERSION = 1;

/** Objects and bytes of one reason. */
export interface Tally {
  readonly objects: number;
  readonly bytes: number;
}

/** Objects and bytes of one remedy, by reason. */
export interface RemedyTally extends Tally {
  readonly reasons: Readonly<Record<string, Tally>>;
}

/** Something about the plan that a reader should know before trusting a number. */
export interface PlanNote {
  readonly code: string;
  readonly message: string;
}

/** What is to be done with every version that one snapshot of a bucket lists. */
export interface Plan {
  readonly planVersion: typeof PLAN_VERSION;
  readonly app: string;
  /** Names the plan: the same snapshot and goal have the same one. */
  readonly plan: string;
  readonly bucket: string;
  readonly configuration: string;
  readonly snapshot: string;
  readonly plannedAt: string;
  readonly goal: Goal;
  readonly inventory: {
    readonly manifest: string;
    /** Path of the manifest, where it lies outside of all buckets. */
    readonly outside?: string;
    readonly md5: string;
    readonly files: number;
    readonly table: string;
    /** When the scan began. */
    readonly createdAt: string;
    readonly schema: InventorySchema;
    /** True where manifests name versions. */
    readonly versions: boolean;
    /** Table that told the keys, as it stands in the statements. */
    readonly metadataTable?: string;
    /** Path of its files, where they lie outside of all buckets. */
    readonly metadataOutside?: string;
  };
  /** Versions listed, delete markers among them. */
  readonly objects: number;
  /** Bytes listed; zero where the inventory tells no sizes. */
  readonly bytes: number;
  readonly remedies: Readonly<Record<Remedy, RemedyTally>>;
  readonly notes: readonly PlanNote[];
  readonly forecast: Forecast;
  readonly manifests: readonly RemedyManifest[];
  readonly queries: readonly AskedQuery[];
}

/** Counts by remedy and reason; every remedy is there, with zero where nothing has it. */
export function tally(groups: readonly VersionGroup[]): Record<Remedy, RemedyTally> {
  const of = (remedy: Remedy): RemedyTally => {
    const reasons: Record<string, Tally> = {};
    for (const { reason, objects, bytes } of groups.filter((group) => group.remedy === remedy)) {
      const before = reasons[reason] ?? { objects: 0, bytes: 0 };
      reasons[reason] = { objects: before.objects + objects, bytes: before.bytes + bytes };
    }
    return { ...total(Object.values(reasons)), reasons };
  };
  return Object.fromEntries(REMEDIES.map((remedy) => [remedy, of(remedy)])) as Record<Remedy, RemedyTally>;
}

/** Sum of objects and bytes. */
export function total(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, { objects, bytes }) => ({ objects: sum.objects + objects, bytes: sum.bytes + bytes }),
    { objects: 0, bytes: 0 },
  );
}

/** Columns whose absence leaves something open, and what. */
const OPEN_WITHOUT: readonly (readonly [column: string, code: string, message: string])[] = [
  [
    'size',
    'REENC_SIZE_UNKNOWN',
    'The inventory has no Size: bytes are unknown, and copies of objects over 5 GiB fail at first, and are copied in parts by a redrive.',
  ],
  [
    'storage_class',
    'REENC_STORAGE_CLASS_UNKNOWN',
    'The inventory has no StorageClass: copies are written as STANDARD, and archived objects cannot be told.',
  ],
  [
    'object_lock_mode',
    'REENC_OBJECT_LOCK_UNKNOWN',
    'The inventory has no Object Lock columns: locked versions will fail as tasks.',
  ],
  [
    'version_id',
    'REENC_CURRENT_VERSIONS_ONLY',
    'The inventory lists current versions only: old versions stay as they are.',
  ],
];

/** What the reader of a plan has to know of its source. */
export function notesOf(
  schema: InventorySchema,
  {
    hasChecksum,
    hasMetadata,
    keyUnknown,
  }: { hasChecksum: boolean; hasMetadata: boolean; keyUnknown: number },
): PlanNote[] {
  const notes: PlanNote[] = OPEN_WITHOUT.flatMap(([column, code, message]) =>
    hasColumn(schema, column) ? [] : [{ code, message }],
  );
  if (!hasChecksum) {
    const message = 'There is no manifest.checksum beside the manifest: nothing shows that it is whole.';
    notes.push({ code: 'REENC_MANIFEST_UNVERIFIED', message });
  }
  if (!hasMetadata && keyUnknown > 0) {
    const message =
      'An inventory names no keys: give the S3 Metadata table of the bucket to tell the right key from a wrong one.';
    notes.push({ code: 'REENC_KEYS_UNKNOWN', message });
  }
  return notes;
}

import type { HiveType, OutputProperties } from '../../dialect';

/** A column that is written. */
export interface OutputColumn {
  /** Lower-case. */
  readonly name: string;
  readonly type: HiveType;
}

/** What files are written, and how. */
export interface OutputLayout extends Pick<OutputProperties, 'format' | 'compression' | 'compressionLevel'> {
  /** For TEXTFILE: separators from the outermost inwards, and what stands for NULL. */
  readonly text: { readonly separators: readonly string[]; readonly nullText: string };
  /** Columns of the files, in order. */
  readonly columns: readonly OutputColumn[];
  /** Columns of the folders, in order. */
  readonly partitionKeys: readonly OutputColumn[];
  /** Names of columns of the files; none where there are no buckets. */
  readonly bucketedBy: readonly string[];
  readonly bucketCount?: number;
}

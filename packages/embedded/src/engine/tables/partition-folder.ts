/** How Hive writes NULL, and the empty text, in a partition's folder name and in the catalog. */
export const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__';

/**
 * Characters that Hive writes as %XX in folder names: control characters and `" # % ' * / : = ? \ [ ] ^ {`, which mean something
 * in a path or in `key=value`. Written here are all others. Source: `FileUtils` of Apache Hive, which Trino follows.
 */
const SPECIAL = /[^ !$&()+,\-.0-9;<>@A-Z_`a-z|}~\u0080-\uffff]/g;

/** `key=value/key=value/`, as Hive names the folder of a partition; nothing for a table without partitions. */
export function partitionFolder(keys: readonly string[], values: readonly string[]): string {
  return keys.length === 0 ? '' : `${partitionName(keys, values)}/`;
}

/** `key=value/key=value`: what `"$partition"` and SHOW PARTITIONS show. */
export function partitionName(keys: readonly string[], values: readonly string[]): string {
  return keys.map((key, index) => `${escaped(key)}=${escaped(values[index] ?? '')}`).join('/');
}

/** The values in folders of the form `key=value`, or undefined where the folders have another form. */
export function partitionValuesOf(
  keys: readonly string[],
  folders: readonly string[],
): readonly string[] | undefined {
  const values = keys.map((key, level) => {
    const folder = folders[level] ?? '';
    const prefix = `${escaped(key)}=`;
    return folder.startsWith(prefix) && folder.length > prefix.length
      ? unescaped(folder.slice(prefix.length))
      : undefined;
  });
  return values.includes(undefined) ? undefined : (values as string[]);
}

function escaped(text: string): string {
  if (text === '') return NULL_PARTITION;
  return text.replace(
    SPECIAL,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function unescaped(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

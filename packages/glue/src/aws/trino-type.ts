/** Names that differ between Hive's DDL and Trino ("Data types in Amazon Athena"). */
const NAMES: Readonly<Record<string, string>> = {
  int: 'integer',
  string: 'varchar',
  binary: 'varbinary',
  float: 'real',
};

/** A Hive type as Trino writes it: `array<struct<a:string>>` becomes `array(row(a varchar))`. */
export function trinoType(hiveType: string): string {
  const type = hiveType.trim();
  const [, outer, inner] = /^(array|map|struct)\s*<(.*)>$/is.exec(type) ?? [];
  if (outer === undefined || inner === undefined) return NAMES[type.toLowerCase()] ?? type;
  const parts = splitOutside(inner, ',');
  switch (outer.toLowerCase()) {
    case 'struct':
      return `row(${parts.map(rowField).join(', ')})`;
    default:
      return `${outer.toLowerCase()}(${parts.map(trinoType).join(', ')})`;
  }
}

function rowField(field: string): string {
  const [name = '', ...type] = splitOutside(field.trim(), ':');
  const quoted = /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
  return `${quoted} ${trinoType(type.join(':'))}`;
}

/** Splits at a separator that stands outside all brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const character of text) {
    if (character === '<' || character === '(') depth += 1;
    if (character === '>' || character === ')') depth -= 1;
    if (character === separator && depth === 0) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part];
}

import { UNKNOWN, type TrinoType } from '../types/trino-type';
import { HIDDEN_COLUMNS } from './hidden-columns';

/** A column that a relation offers; `name` is lower-case. */
export interface Column {
  readonly name: string;
  readonly type: TrinoType;
}

/** A relation that names can refer to. */
export interface ScopeRelation {
  /** Alias, or the name of the table; lower-case. Absent: columns are reached without a qualifier only. */
  readonly name?: string;
  /** Database of a table without alias. */
  readonly database?: string;
  /** Undefined where they cannot be told without the catalog. */
  readonly columns: readonly Column[] | undefined;
  /** True for a table of the lake: it has the hidden columns (`$path`, ...) beside its own. */
  readonly isTable: boolean;
}

/** What names mean in one SELECT; `outer` is the SELECT around it. */
export interface Scope {
  readonly relations: readonly ScopeRelation[];
  readonly outer?: Scope;
}

/** The columns under the names that an alias gives them. */
export function renamedColumns(
  columns: readonly Column[] | undefined,
  names: readonly string[] | undefined,
): readonly Column[] | undefined {
  if (names === undefined) return columns;
  return names.map((name, index) => ({
    name: name.toLowerCase(),
    type: columns?.[index]?.type ?? UNKNOWN,
  }));
}

/**
 * The type of a column named by its parts, such as `[t, a]` or `[a, field]`: unknown where it cannot be told, undefined where
 * it is certain that there is no such column.
 */
export function columnType(scope: Scope | undefined, parts: readonly string[]): TrinoType | undefined {
  for (let current = scope; current !== undefined; current = current.outer) {
    const found = typeIn(current.relations, parts);
    if (found !== undefined) return found;
  }
  return undefined;
}

function typeIn(relations: readonly ScopeRelation[], parts: readonly string[]): TrinoType | undefined {
  const [first = '', second, third] = parts;
  const qualified = relations.find((relation) => relation.name === first);
  if (qualified !== undefined && second !== undefined) return typeOf(qualified, second, parts.slice(2));
  const table = relations.find((relation) => relation.database === first && relation.name === second);
  if (table !== undefined && third !== undefined) return typeOf(table, third, parts.slice(3));
  const candidates = relations
    .map((relation) => typeOf(relation, first, parts.slice(1)))
    .filter((type) => type !== undefined);
  return candidates.find((type) => type.kind !== 'unknown') ?? candidates[0];
}

function typeOf(relation: ScopeRelation, column: string, path: readonly string[]): TrinoType | undefined {
  if (relation.columns === undefined) return UNKNOWN;
  if (relation.isTable && HIDDEN_COLUMNS.some((name) => name === column)) return UNKNOWN;
  const found = relation.columns.find((candidate) => candidate.name === column);
  return found === undefined ? undefined : path.reduce(fieldType, found.type);
}

/** The type of a row's field. */
export function fieldType(type: TrinoType, field: string): TrinoType {
  if (type.kind !== 'row') return UNKNOWN;
  return type.fields.find((candidate) => candidate.name === field)?.type ?? UNKNOWN;
}

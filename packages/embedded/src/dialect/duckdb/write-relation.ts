import { asksForTime, columnsIn, comparedLiterals } from '../query/condition';
import type { Expression, Join, Relation, Source } from '../query/syntax-tree';
import { UNKNOWN } from '../types/trino-type';
import type { ScanConjunct } from '../translated-query';
import type { WriteContext } from './context';
import { HIDDEN_COLUMNS } from './hidden-columns';
import { renamedColumns, type Column, type ScopeRelation } from './scope';
import { identifier, type Value } from './value';
import { writeUnnest } from './write-unnest';

/** What DuckDB calls the catalog's own tables: `information_schema` is taken there by DuckDB's. */
export const INFORMATION_SCHEMA = 'athena_information_schema';

/** Writes a relation of FROM, and adds what it offers to `scope`. */
export function writeRelation(relation: Relation, context: WriteContext, scope: ScopeRelation[]): string {
  return relation.kind === 'join'
    ? writeJoin(relation, context, scope)
    : writeSource(relation, context, scope);
}

function writeJoin(join: Join, context: WriteContext, scope: ScopeRelation[]): string {
  const left = writeRelation(join.left, context, scope);
  const right = writeRelation(join.right, context, scope);
  if (join.type === 'CROSS') return `(${left} CROSS JOIN ${right})`;
  const criteria =
    join.using === undefined
      ? `ON ${join.on === undefined ? 'TRUE' : context.write(join.on, context).sql}`
      : `USING (${join.using.map((name) => identifier(name.text)).join(', ')})`;
  return `(${left} ${join.type} JOIN ${right} ${criteria})`;
}

function writeSource(source: Source, context: WriteContext, scope: ScopeRelation[]): string {
  const { sql, relations } = writeUnaliased(source, context, scope);
  scope.push(...relations);
  if (source.sample === undefined) return sql;
  const percent = context.write(source.sample.percent, context).sql;
  return `${sql} TABLESAMPLE ${source.sample.method} (${percent} PERCENT)`;
}

interface WrittenRelation {
  readonly sql: string;
  readonly relations: readonly ScopeRelation[];
}

function writeUnaliased(
  source: Source,
  context: WriteContext,
  scope: readonly ScopeRelation[],
): WrittenRelation {
  switch (source.kind) {
    case 'table':
      return writeTable(source, context);
    case 'subquery': {
      const { sql, columns } = context.writeQuery(
        source.query,
        source.lateral ? context : besideSiblings(context),
      );
      return derived(source, `${source.lateral ? 'LATERAL ' : ''}(${sql})`, columns);
    }
    case 'unnest': {
      const { sql, columns } = writeUnnest(source, context);
      // What comes first cannot look at anything; DuckDB then takes no LATERAL.
      return derived(
        { ...source, columns: undefined },
        `${scope.length > 0 ? 'LATERAL ' : ''}(${sql})`,
        columns,
      );
    }
    case 'group': {
      const inner: ScopeRelation[] = [];
      const sql = writeRelation(source.relation, context, inner);
      if (source.alias === undefined) return { sql: `(${sql})`, relations: inner };
      return derived(source, `(SELECT * FROM ${sql})`, undefined);
    }
  }
}

/** What a subquery of FROM sees: the queries around, not the relations beside it. */
function besideSiblings({ scope, ...rest }: WriteContext): WriteContext {
  return scope?.outer === undefined ? rest : { ...rest, scope: scope.outer };
}

/** A subquery under its alias. */
function derived(
  source: Omit<Source, 'columns'> & { readonly columns?: Source['columns'] | undefined },
  sql: string,
  columns: readonly Column[] | undefined,
): WrittenRelation {
  const names = source.columns?.map((column) => column.text);
  return {
    sql: `${sql}${aliasOf(source)}`,
    relations: [
      {
        ...(source.alias === undefined ? {} : { name: source.alias.text.toLowerCase() }),
        columns: renamedColumns(columns, names),
        isTable: false,
      },
    ],
  };
}

function aliasOf({
  alias,
  columns,
}: Pick<Source, 'alias'> & { readonly columns?: Source['columns'] | undefined }): string {
  if (alias === undefined) return '';
  const list =
    columns === undefined ? '' : `(${columns.map((column) => identifier(column.text)).join(', ')})`;
  return ` AS ${identifier(alias.text)}${list}`;
}

function writeTable(source: Extract<Source, { kind: 'table' }>, context: WriteContext): WrittenRelation {
  const meaning = context.translation.meanings.get(source);
  const named = { name: source.alias?.text.toLowerCase() ?? source.name.table };
  const names = source.columns?.map((column) => column.text);
  if (meaning === undefined) throw new RangeError('Every table of a query is resolved before it is written.');
  switch (meaning.kind) {
    case 'common': {
      const columns = context.translation.commonTables.get(meaning.table);
      return {
        sql: `${identifier(meaning.table.name.text)}${aliasOf(source)}`,
        relations: [{ ...named, columns: renamedColumns(columns, names), isTable: false }],
      };
    }
    case 'view': {
      // A view sees nothing of the query around it.
      const alone = { ...context, scope: { relations: [] }, lambdas: new Map<string, Value>() };
      const { sql, columns } = context.writeQuery(meaning.query, alone);
      const alias = source.alias === undefined ? ` AS ${identifier(meaning.table)}` : aliasOf(source);
      return {
        sql: `(${sql})${alias}`,
        relations: [
          { ...named, database: meaning.database, columns: renamedColumns(columns, names), isTable: false },
        ],
      };
    }
    case 'table': {
      const { database, table, columns } = meaning;
      const conditions = context.translation.filters.get(source) ?? [];
      const offered: ScopeRelation = {
        ...named,
        database,
        columns: renamedColumns(columns, names),
        isTable: database !== 'information_schema',
      };
      context.translation.scans.push({
        database,
        table,
        conjuncts: writeConjuncts(conditions, context, { columns, isTable: true }),
      });
      const schema = database === 'information_schema' ? INFORMATION_SCHEMA : database;
      return { sql: `${identifier(schema)}.${identifier(table)}${aliasOf(source)}`, relations: [offered] };
    }
  }
}

function writeConjuncts(
  conditions: readonly Expression[],
  context: WriteContext,
  table: ScopeRelation,
): readonly ScanConjunct[] {
  const known = table.columns === undefined ? table : { ...table, columns: [...table.columns, ...HIDDEN] };
  const own: WriteContext = { ...context, scope: { relations: [known] }, lambdas: new Map<string, Value>() };
  const fixed = conditions.filter(
    // Asked twice, DuckDB's clock would give two times.
    (condition) => context.translation.now !== undefined || !asksForTime(condition),
  );
  return fixed.map((condition) => {
    const values = comparedLiterals(condition)?.map((literal) => own.write(literal, own).sql);
    return {
      sql: own.write(condition, own).sql,
      columns: columnsIn(condition),
      ...(values === undefined ? {} : { values }),
    };
  });
}

const HIDDEN: readonly Column[] = HIDDEN_COLUMNS.map((name) => ({ name, type: UNKNOWN }));

import { AppError } from '@lakeward/core';
import { identifier } from './identifier';
import { literal, type Dialect, type SqlValue } from './literal';

/** SQL text made by this package, safe to stand inside another statement. */
export class SqlFragment {
  /** @internal */
  constructor(readonly sql: string) {}
}

/** What a template's placeholders stand for. Every placeholder must be given, and every one given must occur. */
export interface Bindings {
  /** For `{{name}}`: names of tables and columns, or fragments. */
  readonly names?: Readonly<Record<string, string | SqlFragment>>;
  /** For `:name`: values, which become literals. */
  readonly values?: Readonly<Record<string, SqlValue>>;
}

/**
 * What a template is made of. Strings, quoted names and comments are copied as they are, so a colon or braces inside them
 * stand for themselves; `::` is not SQL that Athena knows and is left alone.
 */
const TOKEN =
  /(?<verbatim>'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|::)|\{\{(?<name>\w+)\}\}|:(?<value>[a-z_]\w*)/g;

/**
 * Fills a statement in Trino's dialect (SELECT, CTAS, INSERT, UNLOAD, CREATE VIEW).
 *
 * Values are written into the text as literals and not sent as Athena's execution parameters: those are documented for
 * WHERE only and are not compared when a ClientRequestToken is repeated, and the text of the statement alone is then the
 * whole evidence of what was asked.
 */
export function bindQuery(template: string, bindings: Bindings = {}): string {
  return bind(template, bindings, 'trino');
}

/** Fills a statement in Hive's dialect (CREATE EXTERNAL TABLE, ALTER TABLE, ...). */
export function bindDdl(template: string, bindings: Bindings = {}): string {
  return bind(template, bindings, 'hive');
}

/** A part of a query, in Trino's dialect. */
export function fragment(template: string, bindings: Bindings = {}): SqlFragment {
  return new SqlFragment(bind(template, bindings, 'trino'));
}

/** Fragments one after another. */
export function joinFragments(fragments: readonly SqlFragment[], separator: string): SqlFragment {
  return new SqlFragment(fragments.map(({ sql }) => sql).join(separator));
}

function bind(template: string, { names = {}, values = {} }: Bindings, dialect: Dialect): string {
  const used = new Set<string>();
  const sql = template.replace(TOKEN, (match, verbatim?: string, name?: string, value?: string) => {
    if (verbatim !== undefined) return match;
    used.add(match);
    if (name !== undefined) return bindName(match, names[name]);
    const bound = value === undefined ? undefined : values[value];
    if (bound === undefined) throw unbound(match);
    return literal(bound, dialect);
  });
  const given = [
    ...Object.keys(names).map((name) => `{{${name}}}`),
    ...Object.keys(values).map((name) => `:${name}`),
  ];
  const unused = given.filter((placeholder) => !used.has(placeholder));
  if (unused.length > 0) {
    throw new AppError({
      code: 'SQL_UNUSED_BINDING',
      message: `The template has no placeholder ${unused.join(', ')}.`,
      remedy:
        'Remove the binding or add the placeholder; a filter that is bound but not written filters nothing.',
    });
  }
  return sql;
}

function bindName(placeholder: string, bound: string | SqlFragment | undefined): string {
  if (bound === undefined) throw unbound(placeholder);
  return bound instanceof SqlFragment ? bound.sql : identifier(bound);
}

function unbound(placeholder: string): AppError {
  return new AppError({
    code: 'SQL_UNBOUND_PLACEHOLDER',
    message: `The placeholder ${placeholder} has no value.`,
    remedy: 'Give it in names (for {{...}}) or values (for :...).',
  });
}

import { textLiteral } from '../value';
import type { CallSite } from './call-site';

/** Steps of the paths that Trino takes: `.name`, `[0]`, `["name"]`, `['name']`, `[name]`. */
const STEP = /\.([^.["\]*]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['([^']*)'\]|\[([-\w$:]+)\]/y;

/** Writes the second argument, a path like `$.a["b c"][0]`, in DuckDB's words: `$."a"."b c"[0]`. */
export function jsonPath(site: CallSite): string {
  const node = site.node(1);
  if (node.kind !== 'string') return `athena_json_path(${site.sql(1)})`;
  const path = node.value.trim();
  const fail = (): Error => site.invalid(`Invalid JSON path: '${node.value}'`, 1);
  let offset = path.startsWith('$') ? 1 : 0;
  // Trino reads a path without the $ as if it were there.
  const text = offset === 0 && !/^[.[]/.test(path) ? `.${path}` : path;
  let converted = '$';
  while (offset < text.length) {
    STEP.lastIndex = offset;
    const step = STEP.exec(text);
    if (step === null) throw fail();
    const [all, plain, index, double, single, bracketed] = step;
    const name = plain ?? double?.replace(/\\(.)/g, '$1') ?? single ?? bracketed;
    converted += name === undefined ? `[${index ?? ''}]` : `."${name.replaceAll('"', '\\"')}"`;
    offset += all.length;
  }
  return textLiteral(converted);
}

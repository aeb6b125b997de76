import { notSupported } from '../../lexical/errors';
import { textLiteral } from '../value';
import type { CallSite } from './call-site';
import {
  BIGINT,
  BOOLEAN,
  INTEGER,
  VARCHAR,
  written,
  type FunctionTable,
  type ResultType,
} from './function-rule';

const TEXTS: ResultType = { kind: 'array', element: VARCHAR };

/** Regular expression functions. Athena's patterns are Java's; DuckDB's are RE2's, which has no look-around. */
export const REGULAR_EXPRESSION_FUNCTIONS: FunctionTable = {
  regexp_count: written(
    'text text',
    BIGINT,
    (site) => `len(regexp_extract_all(${site.sql(0)}, ${pattern(site)}))`,
  ),
  regexp_extract: written('text text integer?', VARCHAR, (site) => macro(site, 'athena_regexp_extract', '0')),
  regexp_extract_all: written(
    'text text integer?',
    TEXTS,
    (site) => `regexp_extract_all(${site.sql(0)}, ${pattern(site)}, ${site.size > 2 ? site.sql(2) : '0'})`,
  ),
  regexp_like: written('text text', BOOLEAN, (site) => `regexp_matches(${site.sql(0)}, ${pattern(site)})`),
  regexp_position: written('text text', INTEGER, (site) => macro(site, 'athena_regexp_position')),
  regexp_replace: written('text text text?', VARCHAR, (site) => {
    const replacement = site.size > 2 ? replacementOf(site) : "''";
    return `regexp_replace(${site.sql(0)}, ${pattern(site)}, ${replacement}, 'g')`;
  }),
  regexp_split: written(
    'text text',
    TEXTS,
    (site) => `regexp_split_to_array(${site.sql(0)}, ${pattern(site)})`,
  ),
};

function macro(site: CallSite, name: string, absent?: string): string {
  const group = absent === undefined ? [] : [site.size > 2 ? site.sql(2) : absent];
  return `${name}(${[site.sql(0), pattern(site), ...group].join(', ')})`;
}

/** What Java has and RE2 has not: look-around, back references, possessive quantifiers, atomic groups. */
const JAVA_ONLY = /\(\?(?:<?[=!]|>)|\\[1-9]|(?:[*+?]|\{\d+,?\d*\})\+/;

/** The pattern; of a literal it is known before the query runs that RE2 cannot take it. */
function pattern(site: CallSite): string {
  const node = site.node(1);
  if (node.kind !== 'string') return site.sql(1);
  const withoutEscapes = node.value.replace(/\\[^1-9]/g, '__');
  if (JAVA_ONLY.test(withoutEscapes)) {
    throw notSupported(
      node.at,
      'look-around, back references, possessive quantifiers and atomic groups are not supported by the embedded runtime',
      'Write the pattern without them, or test in two steps.',
    );
  }
  return textLiteral(node.value.replace(/\(\?<([A-Za-z])/g, '(?P<$1'));
}

/** Java's `$1` is RE2's `\1`; Java's `\x` is x. */
function replacementOf(site: CallSite): string {
  const node = site.node(2);
  if (node.kind !== 'string') return `athena_regexp_replacement(${site.sql(2)})`;
  const converted = node.value.replace(
    /\\([\s\S])|\$(\d)|\$\{(\w+)\}|\$|\\/g,
    (all, escaped: string | undefined, group: string | undefined, name: string | undefined) => {
      if (escaped !== undefined) return escaped === '\\' ? '\\\\' : escaped;
      if (group !== undefined) return `\\${group}`;
      if (name === undefined) throw site.invalid(`Illegal replacement sequence: ${all}`, 2);
      throw notSupported(
        node.at,
        'named groups in a replacement are not supported by the embedded runtime',
        'Number the group: $1.',
      );
    },
  );
  return textLiteral(converted);
}

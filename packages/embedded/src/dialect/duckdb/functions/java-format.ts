import { notSupported, syntaxError } from '../../lexical/errors';
import { isInteger, textLiteral } from '../value';
import { asText } from '../write-cast';
import type { CallSite } from './call-site';

const SPECIFIER = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?(t?[a-zA-Z%])/g;

/**
 * Writes `format(pattern, ...)`: each specifier of Java's Formatter becomes DuckDB's format of its own. Conversions %s, %d,
 * %x, %f, %e and %%; flags `-`, `0`, `+` and `,`.
 */
export function javaFormat(site: CallSite): string {
  const pattern = site.constant(0);
  const parts: string[] = [];
  let literal = '';
  let end = 0;
  let next = 1;
  for (const match of pattern.matchAll(SPECIFIER)) {
    literal += pattern.slice(end, match.index);
    end = match.index + match[0].length;
    const [, position, flags = '', width = '', precision, conversion = ''] = match;
    if (conversion === '%' || conversion === 'n') {
      literal += conversion === '%' ? '%' : '\n';
      continue;
    }
    const index = position === undefined ? next : Number(position);
    if (position === undefined) next += 1;
    if (index >= site.size) throw site.invalid(0, `Invalid format string: ${pattern} (missing argument)`);
    parts.push(textLiteral(literal), specifier(site, index, { flags, width, precision, conversion }));
    literal = '';
  }
  literal += pattern.slice(end);
  if (pattern.slice(end).includes('%')) throw syntaxError(site.call.at, `Invalid format string: ${pattern}`);
  return `(${[...parts, textLiteral(literal)].filter((part) => part !== "''").join(' || ') || "''"})`;
}

interface Specifier {
  readonly flags: string;
  readonly width: string;
  readonly precision: string | undefined;
  readonly conversion: string;
}

function specifier(
  site: CallSite,
  index: number,
  { flags, width, precision, conversion }: Specifier,
): string {
  const value = site.value(index);
  const alignment = flags.includes('-') ? '<' : '>';
  const sign = flags.includes('+') ? '+' : '';
  const zero = flags.includes('0') ? '0' : '';
  const comma = flags.includes(',') ? ',' : '';
  const padded = zero === '' && width !== '' ? `${alignment}${sign}${width}` : `${sign}${zero}${width}`;
  switch (conversion) {
    case 's': {
      const text = precision === undefined ? asText(value) : `left(${asText(value)}, ${precision})`;
      return width === '' ? text : `format('{:${alignment}${width}s}', ${text})`;
    }
    case 'd':
      if (value.type.kind !== 'unknown' && !isInteger(value.type)) throw site.unexpected();
      return `format('{:${padded}${comma}d}', CAST(${value.sql} AS BIGINT))`;
    case 'x':
    case 'X':
      return `format('{:${padded}${conversion}}', CAST(${value.sql} AS BIGINT))`;
    case 'f':
    case 'e':
      return `format('{:${padded}${comma}.${precision ?? '6'}${conversion}}', CAST(${value.sql} AS DOUBLE))`;
    default:
      throw notSupported(
        site.call.at,
        `the embedded runtime does not format %${conversion}`,
        'Use %s, %d, %x, %f or %e, and date_format for dates.',
      );
  }
}

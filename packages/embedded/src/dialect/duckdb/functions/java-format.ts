import { notSupported } from '../../lexical/errors';
import { formatTrinoType } from '../../types/trino-type';
import { isInteger, textLiteral, type Value } from '../value';
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
    if (index >= site.size) throw site.invalid(`Invalid format string: ${pattern} (missing argument)`, 0);
    parts.push(textLiteral(literal), specifier(site, index, { flags, width, precision, conversion }));
    literal = '';
  }
  literal += pattern.slice(end);
  if (pattern.slice(end).includes('%')) throw site.invalid(`Invalid format string: ${pattern}`, 0);
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
      const plain = javaText(site, value);
      const text = precision === undefined ? plain : `left(${plain}, ${precision})`;
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

/** What Java makes of the value, which of doubles and times is not what CAST makes of it. */
function javaText(site: CallSite, value: Value): string {
  const { type, sql } = value;
  if (type.kind === 'scalar' && type.name === 'double') return `athena_java_text(${sql})`;
  if (['timestamp', 'time', 'array', 'map', 'row'].includes(type.kind)) {
    throw notSupported(
      site.call.at,
      `the embedded runtime does not format ${formatTrinoType(type)}`,
      'Cast the value to varchar, or use date_format for dates.',
    );
  }
  return asText(value);
}

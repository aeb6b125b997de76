import { notSupported } from '../../lexical/errors';
import type { CallSite } from './call-site';

/** MySQL's specifiers of date_format in strftime's words. */
const MYSQL: Readonly<Record<string, string>> = {
  a: '%a',
  b: '%b',
  c: '%-m',
  d: '%d',
  e: '%-d',
  f: '%f',
  H: '%H',
  h: '%I',
  I: '%I',
  i: '%M',
  j: '%j',
  k: '%-H',
  l: '%-I',
  M: '%B',
  m: '%m',
  p: '%p',
  r: '%I:%M:%S %p',
  S: '%S',
  s: '%S',
  T: '%H:%M:%S',
  v: '%V',
  W: '%A',
  x: '%G',
  Y: '%Y',
  y: '%y',
  '%': '%%',
};

/** Specifiers that Trino itself refuses ("MySQL date functions"). */
const REFUSED = 'DUuVwX';

/** The format of date_format and date_parse for strftime and strptime. */
export function mysqlFormat(site: CallSite, index: number, use: 'print' | 'parse'): string {
  const format = site.constant(index).replace(/%([\s\S])|%$/g, (_, specifier: string | undefined) => {
    if (specifier === undefined || REFUSED.includes(specifier)) {
      throw site.invalid(`%${specifier ?? ''} not supported in date format string`, index);
    }
    return MYSQL[specifier] ?? specifier;
  });
  // strptime takes numbers with or without leading zeros under one name.
  return use === 'print' ? format : format.replaceAll('%-', '%');
}

/** Joda's letters in strftime's words, by how often the letter is repeated; the last entry stands for more. */
const JODA: Readonly<Record<string, readonly string[]>> = {
  y: ['%-Y', '%y', '%Y', '%Y'],
  Y: ['%-Y', '%y', '%Y', '%Y'],
  x: ['%G', '%G', '%G', '%G'],
  M: ['%-m', '%m', '%b', '%B'],
  d: ['%-d', '%d'],
  D: ['%-j', '%j', '%j'],
  w: ['%-V', '%V'],
  e: ['%u'],
  E: ['%a', '%a', '%a', '%A'],
  a: ['%p'],
  h: ['%-I', '%I'],
  H: ['%-H', '%H'],
  m: ['%-M', '%M'],
  s: ['%-S', '%S'],
  S: ['', '', '%g', '', '', '%f'],
};

/** A format of Joda for strftime and strptime, and whether it reads a zone. */
export interface JodaFormat {
  readonly format: string;
  readonly hasZone: boolean;
}

/** The format of format_datetime and parse_datetime. Letters that DuckDB has nothing for are `NOT_SUPPORTED`. */
export function jodaFormat(site: CallSite, index: number, use: 'print' | 'parse'): JodaFormat {
  let hasZone = false;
  const format = site
    .constant(index)
    .replace(
      /'((?:[^']|'')*)'|([A-Za-z])\2*|%/g,
      (run, quoted: string | undefined, letter: string | undefined) => {
        if (run === '%') return '%%';
        if (quoted !== undefined)
          return (quoted === '' ? "'" : quoted.replaceAll("''", "'")).replaceAll('%', '%%');
        if (letter === 'Z' && use === 'parse') {
          hasZone = true;
          return '%z';
        }
        const forms = JODA[letter ?? ''] ?? [];
        const form = forms[Math.min(run.length, forms.length) - 1] ?? '';
        if (form === '') {
          throw notSupported(
            site.node(index).at,
            `the embedded runtime has no '${run}' in date formats`,
            'Use date_format or date_parse, or put the text together with ||.',
          );
        }
        return form;
      },
    );
  const plain = format.replace('%-Y', '%Y');
  return { format: use === 'print' ? plain : plain.replaceAll('%-', '%').replaceAll('%g', '%f'), hasZone };
}

import { formatTrinoType, isFullyKnown, scalar } from '../../types/trino-type';
import { textLiteral } from '../value';

import { javaFormat } from './java-format';
import { BIGINT, BOOLEAN, INTEGER, renamed, VARCHAR, written, type FunctionTable } from './function-rule';

/** String functions and operators. */
export const TEXT_FUNCTIONS: FunctionTable = {
  chr: renamed('integer', VARCHAR, 'chr'),
  codepoint: written('text', INTEGER, (site) => {
    const { sql, type } = site.value(0);
    // Trino declares the parameter as varchar(1), and longer text is not cut by itself.
    if (type.kind === 'varchar' && type.length !== 1) throw site.unexpected();
    return `athena_codepoint(${sql})`;
  }),
  concat_ws: written('text any any*', VARCHAR, (site) => {
    const [separator, ...items] = site.values();
    const [only] = items;
    if (items.length === 1 && only?.type.kind === 'array') {
      return `array_to_string(${only.sql}, ${separator?.sql ?? ''})`;
    }
    return `concat_ws(${[separator, ...items].map((item) => item?.sql).join(', ')})`;
  }),
  format: written('constant any any*', VARCHAR, (site) => javaFormat(site)),
  hamming_distance: renamed('text text', BIGINT, 'athena_hamming_distance'),
  length: written('any', BIGINT, (site) => {
    const { sql, type } = site.value(0);
    if (type.kind === 'scalar' && type.name === 'varbinary') return `octet_length(${sql})`;
    if (!['varchar', 'char', 'unknown'].includes(type.kind)) throw site.unexpected();
    return `length(${sql})`;
  }),
  levenshtein_distance: renamed('text text', BIGINT, 'levenshtein'),
  lower: renamed('text', VARCHAR, 'lower'),
  lpad: renamed('text integer text', VARCHAR, 'athena_lpad'),
  ltrim: renamed('text text?', VARCHAR, 'athena_ltrim'),
  normalize: renamed('text', VARCHAR, 'nfc_normalize'),
  replace: renamed('text text text?', VARCHAR, 'athena_replace'),
  rpad: renamed('text integer text', VARCHAR, 'athena_rpad'),
  rtrim: renamed('text text?', VARCHAR, 'athena_rtrim'),
  split: renamed('text text integer?', { kind: 'array', element: VARCHAR }, 'athena_split'),
  split_part: renamed('text text integer', VARCHAR, 'athena_split_part'),
  split_to_map: renamed(
    'text text text',
    { kind: 'map', key: VARCHAR, value: VARCHAR },
    'athena_split_to_map',
  ),
  split_to_multimap: renamed(
    'text text text',
    { kind: 'map', key: VARCHAR, value: { kind: 'array', element: VARCHAR } },
    'athena_split_to_multimap',
  ),
  starts_with: renamed('text text', BOOLEAN, 'starts_with'),
  strpos: renamed('text text integer?', BIGINT, 'athena_strpos'),
  substr: renamed('text integer integer?', VARCHAR, 'athena_substr'),
  substring: renamed('text integer integer?', VARCHAR, 'athena_substr'),
  translate: renamed('text text text', VARCHAR, 'translate'),
  trim: renamed('text text?', VARCHAR, 'athena_trim'),
  typeof: written('any', VARCHAR, (site) => {
    const { sql, type } = site.value(0);
    return isFullyKnown(type) ? textLiteral(formatTrinoType(type)) : `athena_typeof(${sql})`;
  }),
  upper: renamed('text', VARCHAR, 'upper'),
  uuid: written('', scalar('uuid'), () => 'gen_random_uuid()'),
  url_decode: renamed('text', VARCHAR, 'athena_url_decode'),
  url_encode: renamed('text', VARCHAR, 'athena_url_encode'),
  url_extract_fragment: renamed('text', VARCHAR, 'athena_url_extract_fragment'),
  url_extract_host: renamed('text', VARCHAR, 'athena_url_extract_host'),
  url_extract_parameter: renamed('text text', VARCHAR, 'athena_url_extract_parameter'),
  url_extract_path: renamed('text', VARCHAR, 'athena_url_extract_path'),
  url_extract_port: renamed('text', BIGINT, 'athena_url_extract_port'),
  url_extract_protocol: renamed('text', VARCHAR, 'athena_url_extract_protocol'),
  url_extract_query: renamed('text', VARCHAR, 'athena_url_extract_query'),
};

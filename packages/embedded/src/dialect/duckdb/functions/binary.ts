import {
  JSON_TYPE,
  renamed,
  VARBINARY,
  VARCHAR,
  BIGINT,
  BOOLEAN,
  written,
  type FunctionTable,
} from './function-rule';
import { jsonPath } from './json-path';

/** Binary functions: digests are bytes in Athena, hexadecimal text in DuckDB. */
export const BINARY_FUNCTIONS: FunctionTable = {
  from_base64: renamed('text', VARBINARY, 'from_base64'),
  from_hex: renamed('text', VARBINARY, 'unhex'),
  from_utf8: renamed('binary', VARCHAR, 'decode'),
  md5: written('binary', VARBINARY, (site) => `unhex(md5(${site.sql(0)}))`),
  sha1: written('binary', VARBINARY, (site) => `unhex(sha1(${site.sql(0)}))`),
  sha256: written('binary', VARBINARY, (site) => `unhex(sha256(${site.sql(0)}))`),
  to_base64: renamed('binary', VARCHAR, 'to_base64'),
  to_hex: renamed('binary', VARCHAR, 'hex'),
  to_utf8: renamed('text', VARBINARY, 'encode'),
};

/** JSON functions. JSON is given as JSON or as text; what is no JSON gives NULL. */
export const JSON_FUNCTIONS: FunctionTable = {
  is_json_scalar: renamed('json', BOOLEAN, 'athena_is_json_scalar'),
  json_array_contains: renamed('json any', BOOLEAN, 'athena_json_array_contains'),
  json_array_get: renamed('json integer', JSON_TYPE, 'athena_json_array_get'),
  json_array_length: renamed('json', BIGINT, 'athena_json_array_length'),
  json_extract: written(
    'json text',
    JSON_TYPE,
    (site) => `athena_json_extract(${site.sql(0)}, ${jsonPath(site)})`,
  ),
  json_extract_scalar: written(
    'json text',
    VARCHAR,
    (site) => `athena_json_extract_scalar(${site.sql(0)}, ${jsonPath(site)})`,
  ),
  json_format: written('json', VARCHAR, (site) => `CAST(${site.sql(0)} AS VARCHAR)`),
  json_parse: renamed('text', JSON_TYPE, 'json'),
  json_size: written('json text', BIGINT, (site) => `athena_json_size(${site.sql(0)}, ${jsonPath(site)})`),
};

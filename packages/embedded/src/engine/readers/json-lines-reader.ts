import { literal } from '@lakeward/sql';
import { perCompression } from './file-groups';
import { jsonRelation, type JsonStructure } from './json-columns';
import { FILE_COLUMN, type Reader, type ReadRequest } from './reader';

/** Athena refuses a text line over 200 MB ("Service Quotas"); a row is 32 MB at most. */
const LARGEST_LINE = 32 * 1024 * 1024;

/**
 * Reads JSON lines as the openx and Hive JSON SerDes do: keys in any case, `mapping.*` for renamed keys, malformed lines an
 * error (HIVE_BAD_DATA) unless `ignore.malformed.json` makes them rows of NULLs. The spelling of the keys is taken from the
 * data, which costs one more pass.
 */
export const readJsonLines: Reader = async (request) => {
  const parameters = request.table.storage?.serdeParameters ?? {};
  const lenient = parameters['ignore.malformed.json']?.toLowerCase() === 'true';
  const lines = jsonObjects(request, lenient);
  const structure = await request.askValue(
    `SELECT CAST(json_group_structure(record) AS VARCHAR) FROM (${lines})`,
  );
  const known = typeof structure === 'string' ? (JSON.parse(structure) as JsonStructure) : {};
  const columns = request.columns.map((column) => {
    const key = parameters[`mapping.${column.name}`];
    return key === undefined ? column : { ...column, key };
  });
  return jsonRelation(lines, columns, known, [FILE_COLUMN]);
};

function jsonObjects(request: ReadRequest, lenient: boolean): string {
  return perCompression(
    request,
    (files, compression) =>
      `SELECT json AS record, ${FILE_COLUMN} FROM read_ndjson_objects(${files}, compression = ${compression}, ` +
      `ignore_errors = ${literal(lenient)}, maximum_object_size = ${literal(LARGEST_LINE)}, filename = '${FILE_COLUMN}')`,
  );
}

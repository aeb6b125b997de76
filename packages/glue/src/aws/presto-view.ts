import type { CatalogTable } from '../catalog';
import { trinoType } from './trino-type';

/*
 * How Athena keeps a view in Glue: the text is a comment with base64 of a JSON object, and two table properties mark it. AWS does
 * not document it; Trino's Hive connector reads and writes the same ("HiveViewCodec", later "ViewReaderUtil").
 */
const TEXT = /^\/\* Presto View: (?<json>[A-Za-z0-9+/=]+) \*\/$/;

/** Table properties of every such view. */
export const PRESTO_VIEW_PARAMETERS: Readonly<Record<string, string>> = {
  presto_view: 'true',
  comment: 'Presto View',
};

/** What stands in place of the expanded text. */
export const PRESTO_VIEW_EXPANDED = '/* Presto View */';

/** The text of a view. */
export function encodeView(view: CatalogTable): string {
  const definition = {
    originalSql: view.viewSql,
    catalog: 'awsdatacatalog',
    schema: view.database,
    columns: view.columns.map(({ name, type }) => ({ name, type: trinoType(type) })),
  };
  return `/* Presto View: ${Buffer.from(JSON.stringify(definition), 'utf8').toString('base64')} */`;
}

/** The SQL in a view's text; views of Hive and Spark have it plainly. */
export function decodeView(text: string): string {
  const json = TEXT.exec(text)?.groups?.['json'];
  if (json === undefined) return text;
  const definition = JSON.parse(Buffer.from(json, 'base64').toString('utf8')) as { originalSql?: unknown };
  return typeof definition.originalSql === 'string' ? definition.originalSql : text;
}

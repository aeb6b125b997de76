import { parseS3Uri } from '@lakeward/s3';
import type { AthenaStatement } from '../../dialect';
import { readyQuery, withLakeNames } from '../query/read-tables';
import { lazySimpleFormat } from '../readers/lazy-simple-format';
import { metadataFile } from '../results/metadata-file';
import type { StatementContext, StatementResult } from '../statement-context';
import { partitionFolder } from '../tables/partition-folder';
import type { OutputLayout } from '../write/output';
import { published, requireEmpty, writeManifest } from '../write/publish';
import { outputColumns, splitPartitions, typedQuery } from '../write/query-output';
import { writeFiles } from '../write/write-files';

/** UNLOAD: writes the rows of a query to files under a location that is empty, unless they are partitioned. */
export async function unload(
  { query, to, properties }: Extract<AthenaStatement, { kind: 'unload' }>,
  context: StatementContext,
): Promise<StatementResult> {
  const { id, request, store } = context;
  const { format, compression, compressionLevel, fieldDelimiter, partitionedBy } = properties;
  const location = to.endsWith('/') ? to : `${to}/`;
  parseS3Uri(location);
  if (partitionedBy.length === 0) await requireEmpty(location, 'UNLOAD', store);
  const ready = await readyQuery(query, context);
  const layout: OutputLayout = {
    format,
    compression,
    ...(compressionLevel === undefined ? {} : { compressionLevel }),
    text: lazySimpleFormat({ 'field.delim': fieldDelimiter }),
    ...splitPartitions(await outputColumns(ready, context.planner), partitionedBy),
    bucketedBy: [],
  };
  const written = await withLakeNames(ready.files, () =>
    writeFiles(typedQuery(ready.sql, [...layout.columns, ...layout.partitionKeys]), layout, context),
  );
  const keys = layout.partitionKeys.map(({ name }) => name);
  const place = (values: readonly string[]): string => location + partitionFolder(keys, values);
  return published(written.files, layout, place, context, async (uris) => {
    const outputLocation = `${request.outputLocation}${id}`;
    const manifest = await writeManifest(`${outputLocation}-manifest.csv`, uris, store);
    await store.put(parseS3Uri(`${outputLocation}.metadata`), metadataFile(id, []));
    return { columns: [], form: 'none', bytesScanned: ready.bytesScanned, outputLocation, ...manifest };
  });
}

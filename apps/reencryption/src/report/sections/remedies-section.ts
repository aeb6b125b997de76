import { datum, dataTable, filterable, formatBytes, formatCount, type Content } from '@lakeward/report';
import type { ReasonReport, RunReport } from '../report-model';

type Row = ReasonReport & { readonly bucket: string };

/** What is to be done with which versions, and why. */
export function remediesSection({ buckets }: RunReport): Content {
  const rows: Row[] = buckets.flatMap(({ bucket, reasons }) =>
    [...reasons].sort((a, b) => b.objects - a.objects).map((reason) => ({ ...reason, bucket })),
  );
  return filterable(
    'Filter remedies',
    'bucket, remedy or reason',
    dataTable<Row>({
      caption: 'Each listed version has exactly one remedy',
      rows,
      columns: [
        { heading: 'bucket', cell: ({ bucket }) => datum(bucket) },
        { heading: 'remedy', kind: 'keep', cell: ({ remedy }) => remedy },
        { heading: 'because it is', cell: ({ meaning }) => meaning },
        {
          heading: 'versions',
          kind: 'number',
          cell: ({ objects }) => formatCount(objects),
          key: ({ objects }) => objects,
        },
        {
          heading: 'size',
          kind: 'number',
          cell: ({ bytes }) => formatBytes(bytes),
          key: ({ bytes }) => bytes,
        },
      ],
    }),
  );
}

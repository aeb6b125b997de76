import { formatCount } from '../format';
import { markup, type Content, type Markup } from '../markup';

/** One column of a table. */
export interface Column<Row> {
  /** With the unit, where there is one: it is said once. */
  readonly heading: Content;
  readonly cell: (row: Row) => Content;
  /** Numbers stand at the right end; `keep` does not break lines. */
  readonly kind?: 'number' | 'keep';
  /** What to sort by, where the text that is shown does not sort as it should. */
  readonly key?: (row: Row) => string | number;
  /** Share of the width in a table of records, in percent. */
  readonly width?: number;
}

/** A table of data. */
export interface DataTable<Row> {
  /** What the table lists; shown above it, and its name for screen readers. */
  readonly caption: Content;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** What one row tells more, folded below it; `summary` is one line. Makes the table one of records. */
  readonly more?: (row: Row) => { readonly summary: Content; readonly body: Content };
  /** Anchor of a row. */
  readonly rowId?: (row: Row) => string;
  /** The exact total, where `rows` are not all, and where the rest is to be found. */
  readonly cap?: { readonly total: number | bigint; readonly rest: Content };
  /** False for tables of a few lines, which need no sorting and copying. Default true. */
  readonly tools?: boolean;
  /** True where the first column names the row. */
  readonly rowHeadings?: boolean;
}

/** A table with right-aligned numbers; a script adds sorting and copying. */
export function dataTable<Row>(table: DataTable<Row>): Markup {
  const { caption, columns, rows, more, cap, tools = true } = table;
  const tag = tools ? markup` data-tools` : '';
  const head = columns.map(
    ({ heading, kind, width }) =>
      markup`<th scope="col"${kind === 'number' ? markup` class="number"` : ''}${width === undefined ? '' : markup` width="${width}%"`}>${heading}</th>`,
  );
  const body =
    more === undefined
      ? markup`<tbody>${rows.map((row) => line(row, table))}</tbody>`
      : rows.map((row) => record(row, table, more));
  const whole = markup`<table${more === undefined ? '' : markup` class="records"`}${tag}><caption>${caption}</caption><thead><tr>${head}</tr></thead>
${body}</table>`;
  return markup`${more === undefined ? markup`<div class="scroll">${whole}</div>` : whole}${
    cap !== undefined && cap.total > rows.length
      ? markup`<p class="cap">${formatCount(rows.length)} of ${formatCount(cap.total)} are listed. ${cap.rest}</p>`
      : ''
  }
`;
}

function line<Row>(row: Row, table: DataTable<Row>): Markup {
  const { rowId } = table;
  return markup`<tr${rowId === undefined ? '' : markup` id="${rowId(row)}"`}>${cells(row, table)}</tr>
`;
}

function record<Row>(row: Row, table: DataTable<Row>, more: NonNullable<DataTable<Row>['more']>): Markup {
  const { rowId, columns } = table;
  const { summary, body } = more(row);
  return markup`<tbody${rowId === undefined ? '' : markup` id="${rowId(row)}"`}><tr>${cells(row, table)}</tr>
<tr class="more"><td colspan="${columns.length}"><details><summary>${summary}</summary>${body}</details></td></tr></tbody>
`;
}

function cells<Row>(row: Row, { columns, rowHeadings = false }: DataTable<Row>): Markup[] {
  return columns.map(({ cell, kind, key }, index) => {
    const sort = key === undefined ? '' : markup` data-key="${key(row)}"`;
    const look = kind === undefined ? '' : markup` class="${kind}"`;
    return rowHeadings && index === 0
      ? markup`<th scope="row"${look}${sort}>${cell(row)}</th>`
      : markup`<td${look}${sort}>${cell(row)}</td>`;
  });
}

/** A count in a table: zeros step back. */
export function countCell(count: number | bigint): Markup {
  const none = count === 0 || count === 0n;
  return none ? markup`<span class="zero">0</span>` : markup`${formatCount(count)}`;
}

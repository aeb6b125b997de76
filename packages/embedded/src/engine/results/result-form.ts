/** How a result's rows are kept: `csv` as Athena's result CSV, `lines` one text a row, `none` without rows. */
export type ResultForm = 'csv' | 'lines' | 'none';

/** Columns that every table of the lake has beside its own; a star leaves them out ("$path" and its like). */
export const HIDDEN_COLUMNS = [
  '$path',
  '$bucket',
  '$partition',
  '$file_size',
  '$file_modified_time',
] as const;

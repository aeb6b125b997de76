/** The characters of a table of OpenCSVSerDe. */
export interface OpenCsvFormat {
  readonly separator: string;
  readonly quote: string;
  readonly escape: string;
}

/** Reads the SerDe's parameters; the defaults are those of the "Open CSV SerDe", Athena User Guide. */
export function openCsvFormat(parameters: Readonly<Record<string, string>>): OpenCsvFormat {
  return {
    separator: parameters['separatorChar']?.charAt(0) ?? ',',
    quote: parameters['quoteChar']?.charAt(0) ?? '"',
    escape: parameters['escapeChar']?.charAt(0) ?? '\\',
  };
}

/**
 * The values of a line as OpenCSV takes them. A doubled quote inside quotes is a quote; the escape character counts inside a
 * value only, before a quote or itself, and is dropped elsewhere; a quote in the middle of a value stands for itself. The last
 * value is missing when its quotes are never closed. The rules are those of OpenCSV 2, which Hive and Trino keep to.
 */
export function splitCsvLine(line: string, { separator, quote, escape }: OpenCsvFormat): string[] {
  const values: string[] = [];
  if (line === '') return values;
  let value = '';
  let inQuotes = false;
  let inField = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    const next = line.charAt(at + 1);
    if (char === escape) {
      if ((inQuotes || inField) && next !== '' && (next === quote || next === escape)) {
        value += next;
        at += 1;
      }
    } else if (char === quote) {
      if ((inQuotes || inField) && next === quote) {
        value += quote;
        at += 1;
      } else {
        const isInside = at > 2 && line.charAt(at - 1) !== separator && next !== '' && next !== separator;
        if (isInside) value = value !== '' && value.trim() === '' ? '' : value + quote;
        inQuotes = !inQuotes;
      }
      inField = !inField;
    } else if (char === separator && !inQuotes) {
      values.push(value);
      value = '';
      inField = false;
    } else {
      value += char;
      inField = true;
    }
  }
  if (!inQuotes) values.push(value);
  return values;
}

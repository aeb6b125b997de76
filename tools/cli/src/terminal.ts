import { formatCount } from '@lakeward/report';

/** Where a command writes: results go to `out`, everything else to `err`. */
export interface Streams {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Writes progress for people: one line that changes on a terminal, one line a step elsewhere. */
export class Progress {
  readonly #stream: Streams['err'];
  readonly #live: boolean;
  readonly #plain: boolean;
  #step = '';
  #open = false;

  constructor(stream: Streams['err'], environment: Readonly<Record<string, string | undefined>>) {
    this.#stream = stream;
    this.#live = stream.isTTY === true && environment['TERM'] !== 'dumb';
    this.#plain = !this.#live || (environment['NO_COLOR'] ?? '') !== '';
  }

  /** Shows that `step` goes on; `detail` is only shown where it can be overwritten. */
  update(step: string, detail: string): void {
    if (this.#live) {
      const text = this.#plain ? `${step} ${detail}` : `${step} \u001b[2m${detail}\u001b[22m`;
      this.#stream.write(`\r\u001b[K${text}`);
      this.#open = true;
    } else if (step !== this.#step) {
      this.#stream.write(`${step}\n`);
    }
    this.#step = step;
  }

  /** Leaves the line to what follows. */
  end(): void {
    if (this.#open) this.#stream.write('\r\u001b[K');
    this.#open = false;
  }
}

/** Rows as columns, the first left-aligned unless it holds numbers; one line each. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => cell(row[column]).length)));
  return rows
    .map((row) =>
      row
        .map((value, column) =>
          typeof value === 'number'
            ? cell(value).padStart(widths[column] ?? 0)
            : value.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cell(value: string | number | undefined): string {
  return typeof value === 'number' ? formatCount(value) : (value ?? '');
}

import { scanPrice } from '@lakeward/athena';

/** What a plan of some inventory came to. */
export interface PlanFigures {
  readonly rows: number;
  /** Bytes that each query scanned. */
  readonly bytesScanned: readonly number[];
  /** Of the plan carried out. */
  readonly bytesMoved: number;
  readonly requests: number;
  /** In US dollars. `high`: a call to KMS for each object that takes one; `low`: as few as Bucket Keys leave. */
  readonly cost: { readonly low: number; readonly high: number };
  readonly copyEverything: { readonly bytesMoved: number; readonly cost: number };
}

/** Sizes that the table goes up to. */
const SIZES = [10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000];

/**
 * What plans cost as an estate grows, as lines of a Markdown table: straight lines through two plans of the same kind of estate. All
 * that is in them is linear in the number of objects, but for the fees of jobs and Athena's smallest bill.
 */
export function growthTable(small: PlanFigures, large: PlanFigures): string[] {
  const at = (rows: number, of: (figures: PlanFigures) => number): number => {
    const slope = (of(large) - of(small)) / (large.rows - small.rows);
    return of(large) + slope * (rows - large.rows);
  };
  const row = (rows: number): string => {
    const scanned = large.bytesScanned.map((_, query) =>
      at(rows, ({ bytesScanned }) => bytesScanned[query] ?? 0),
    );
    const cells = [
      rows.toLocaleString('en-US'),
      bytes(scanned.reduce((sum, each) => sum + each, 0)),
      dollars(scanPrice(scanned)),
      bytes(at(rows, ({ bytesMoved }) => bytesMoved)),
      Math.round(at(rows, ({ requests }) => requests)).toLocaleString('en-US'),
      dollars(at(rows, ({ cost }) => cost.low)),
      dollars(at(rows, ({ cost }) => cost.high)),
      bytes(at(rows, ({ copyEverything }) => copyEverything.bytesMoved)),
      dollars(at(rows, ({ copyEverything }) => copyEverything.cost)),
    ];
    return `| ${cells.join(' | ')} |`;
  };
  return [
    '| objects | scanned to plan | Athena | moved | requests | plan, with Bucket Keys | plan, at most | moved by copying everything | copying everything, at most |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...SIZES.map(row),
  ];
}

function bytes(count: number): string {
  const units = ['MB', 'GB', 'TB', 'PB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.trunc((Math.log10(Math.max(1, count)) - 6) / 3)));
  return `${(count / 10 ** (6 + 3 * power)).toFixed(1)} ${units[power] ?? ''}`;
}

const dollars = (amount: number): string =>
  `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

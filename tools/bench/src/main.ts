import { parseArgs } from 'node:util';
import { DEFAULT_PACK, packOf } from '@lakeward/pci-query-runner';
import { reportMeasurement } from './child';
import { benchPci } from './pci';
import { oneScan, perRule, plainDuckDb, type PciTask } from './pci-tasks';

const TASKS = { 'one-scan': oneScan, 'per-rule': perRule, 'plain-duckdb': plainDuckDb } as const;

const USAGE = 'usage: npm run bench -- pci [--events <10000 or more>] [--pack <id>]\n';

async function main([command, ...rest]: readonly string[]): Promise<void> {
  if (command === 'task') {
    const [name, input = ''] = rest;
    return reportMeasurement(() => TASKS[name as keyof typeof TASKS](JSON.parse(input) as PciTask));
  }
  const { values } = parseArgs({
    args: [...rest],
    options: {
      events: { type: 'string', default: '1000000' },
      pack: { type: 'string', default: DEFAULT_PACK },
    },
  });
  const events = Number(values.events);
  if (command !== 'pci' || !Number.isInteger(events) || events < 10_000) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  return benchPci({ events, pack: packOf(values.pack).id });
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

import { reportMeasurement } from './child';
import { benchPci } from './pci';
import { oneScan, perRule, plainDuckDb, type PciTask } from './pci-tasks';

const TASKS = { 'one-scan': oneScan, 'per-rule': perRule, 'plain-duckdb': plainDuckDb } as const;

async function main([command, ...rest]: readonly string[]): Promise<void> {
  if (command === 'task') {
    const [name, input = ''] = rest;
    return reportMeasurement(() => TASKS[name as keyof typeof TASKS](JSON.parse(input) as PciTask));
  }
  const [option, value] = rest;
  const events = option === '--events' ? Number(value) : 1_000_000;
  if (command !== 'pci' || !Number.isInteger(events) || events < 100_000) {
    process.stderr.write('usage: npm run bench -- pci [--events <100000 or more>]\n');
    process.exitCode = 2;
    return;
  }
  return benchPci(events);
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

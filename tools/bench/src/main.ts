import { parseArgs } from 'node:util';
import { DEFAULT_PACK, packOf } from '@lakeward/pci-query-runner';
import { reportMeasurement } from './child';
import { benchPci } from './pci';
import { oneScan, perRule, plainDuckDb, type PciTask } from './pci-tasks';
import { benchReencryption } from './reencryption';
import type { InventorySample } from './reencryption-sample';
import { article, plainCopy, plan } from './reencryption-tasks';

const TASKS = { 'one-scan': oneScan, 'per-rule': perRule, 'plain-duckdb': plainDuckDb } as const;

const INVENTORY_TASKS = { plan, 'plain-copy': plainCopy, article } as const;

const USAGE =
  'usage: npm run bench -- pci [--events <10000 or more>] [--pack <id>]\n' +
  '       npm run bench -- reencryption [--rows <10000 or more>]\n';

async function main([command, ...rest]: readonly string[]): Promise<void> {
  if (command === 'task') {
    const [name = '', input = ''] = rest;
    const inventoryTask = INVENTORY_TASKS[name as keyof typeof INVENTORY_TASKS] as
      ((sample: InventorySample) => ReturnType<typeof plan>) | undefined;
    if (inventoryTask !== undefined) {
      return reportMeasurement(() => inventoryTask(JSON.parse(input) as InventorySample));
    }
    return reportMeasurement(() => TASKS[name as keyof typeof TASKS](JSON.parse(input) as PciTask));
  }
  const { values } = parseArgs({
    args: [...rest],
    options: {
      events: { type: 'string', default: '1000000' },
      pack: { type: 'string', default: DEFAULT_PACK },
      rows: { type: 'string', default: '10000000' },
    },
  });
  const [events, rows] = [Number(values.events), Number(values.rows)];
  if (command === 'reencryption' && Number.isInteger(rows) && rows >= 10_000)
    return benchReencryption({ rows });
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

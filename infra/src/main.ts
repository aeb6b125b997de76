import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { toAppError } from '@lakeward/core';
import { synthesize } from './synthesize';

try {
  const { values } = parseArgs({
    options: {
      env: { type: 'string' },
      out: { type: 'string' },
      bundles: { type: 'string', default: '../dist/apps' },
    },
  });
  const stacks = synthesize({
    environment: values.env,
    outdir: values.out,
    bundleRoot: resolve(values.bundles),
  });
  process.stdout.write(`${stacks.join('\n')}\n`);
} catch (error) {
  const { code, message, remedy } = toAppError(error);
  process.stderr.write(`${code}: ${message}\n${remedy}\n`);
  process.exitCode = 1;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@lakeward/core';

/** Where the bundle of a function lies: a folder with `index.cjs`, which exports `handler`. */
export type Bundles = (app: string, functionName: string) => string;

/** The bundles that `nx run <app>:build` leaves below `root`; `INFRA_MISSING_BUNDLE` where one is not there. */
export function bundlesBelow(root: string): Bundles {
  return (app, functionName) => {
    const folder = join(root, app, functionName);
    if (!existsSync(join(folder, 'index.cjs'))) {
      throw new AppError({
        code: 'INFRA_MISSING_BUNDLE',
        message: `The bundle of ${app}/${functionName} is not at ${join(folder, 'index.cjs')}.`,
        remedy: `Run nx run ${app}:build and synthesize again.`,
      });
    }
    return folder;
  };
}

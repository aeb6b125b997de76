import path from 'node:path';
import { build } from 'esbuild';

/** Bundles a script of this folder, so that a plain Node can run it; gives the file made in `folder`. */
export async function bundleScript(name: string, folder: string): Promise<string> {
  const outfile = path.join(folder, `${name}.cjs`);
  await build({
    entryPoints: [path.join(__dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    tsconfig: path.join(__dirname, '../../../../../tsconfig.base.json'),
    logLevel: 'error',
  });
  return outfile;
}

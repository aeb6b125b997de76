import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** The version of moto that the patches are written against, and all that a later patch release may change. */
const supported = '5.2.';

/** Tells the version of moto, and fails where its server cannot run. */
const probe = `
import importlib.metadata, importlib.util
for name in ("moto", "flask", "flask_cors", "werkzeug"):
    if importlib.util.find_spec(name) is None:
        raise SystemExit(f"the module {name} is not installed")
print(importlib.metadata.version("moto"))
`;

/** A Python that can run the emulator, or why there is none. */
export type EmulatorPython = { readonly python: string } | { readonly unavailable: string };

/**
 * Looks for a Python with moto: the one named by `LAKEWARD_EMULATOR_PYTHON`, or what is called python3 or python on the path.
 */
export function findPython(env: Readonly<Record<string, string | undefined>>): EmulatorPython {
  const named = env['LAKEWARD_EMULATOR_PYTHON'];
  const reasons: string[] = [];
  for (const python of named === undefined ? ['python3', 'python'] : [named]) {
    const { error, status, stdout, stderr } = spawnSync(python, ['-c', probe], {
      encoding: 'utf8',
      timeout: 30_000,
      env: { ...env },
    });
    if (error !== undefined) reasons.push(`${python}: ${error.message}`);
    else if (status !== 0) reasons.push(`${python}: ${stderr.trim().split('\n').at(-1) ?? 'fails'}`);
    else if (!stdout.startsWith(supported))
      reasons.push(`${python}: moto ${stdout.trim()}, but 5.2 is needed`);
    else return { python };
  }
  return { unavailable: `no AWS emulator (${reasons.join('; ')}); pip install 'moto[server]==5.2.1'` };
}

/** What Python needs to find the emulator's modules, beside what it is given. */
export function emulatorEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return { ...env, PYTHONPATH: path.join(__dirname, '../server'), PYTHONDONTWRITEBYTECODE: '1' };
}

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What runs Terraform on synthesized stacks. */
export interface Terraform {
  /** Environment for child processes. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder of an initialized configuration with nothing but the provider: its lock file and plugins serve every stack. */
  readonly initialized: string;
}

export type TerraformSearch = { readonly terraform: Terraform } | { readonly missing: string };

/** Provider that cdktf's bindings are made from, exactly. */
const PROVIDER = { source: 'hashicorp/aws', version: '5.100.0' };
/** `use_lockfile` of the S3 backend. */
const LEAST = [1, 11] as const;

/**
 * Looks for Terraform on PATH and for the AWS provider in the usual folders of filesystem mirrors; without a mirror
 * `terraform init` downloads it. Says in words what is missing.
 */
export function findTerraform(): TerraformSearch {
  const environment = terraformEnvironment();
  const version = spawnSync('terraform', ['version', '-json'], { env: environment, encoding: 'utf8' });
  if (version.error !== undefined || version.status !== 0) return { missing: 'terraform is not on PATH' };
  const found = (JSON.parse(version.stdout) as { terraform_version: string }).terraform_version;
  if (isOlder(found)) return { missing: `terraform ${found} is older than ${LEAST.join('.')}` };

  const initialized = mkdtempSync(join(tmpdir(), 'lakeward-terraform-'));
  const configuration = { terraform: { required_providers: { aws: PROVIDER } } };
  writeFileSync(join(initialized, 'main.tf.json'), JSON.stringify(configuration));
  const mirror = providerMirror();
  const init = spawnSync(
    'terraform',
    ['init', '-input=false', '-no-color', ...(mirror === undefined ? [] : [`-plugin-dir=${mirror}`])],
    { cwd: initialized, env: environment, encoding: 'utf8', timeout: 120_000 },
  );
  return init.status === 0
    ? { terraform: { environment, initialized } }
    : { missing: `the AWS provider ${PROVIDER.version} is in no mirror and cannot be downloaded` };
}

/** No prompts, no calls home, and no configuration file that is named but not there (Terraform would warn on every line). */
function terraformEnvironment(): Record<string, string | undefined> {
  const { TF_CLI_CONFIG_FILE: configured, ...rest } = process.env;
  return {
    ...rest,
    ...(configured !== undefined && existsSync(configured) ? { TF_CLI_CONFIG_FILE: configured } : {}),
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
  };
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1]);
}

/** A folder with `registry.terraform.io/hashicorp/aws/<version>/` below it, where one is near the top of the usual roots. */
function providerMirror(): string | undefined {
  const roots = ['/opt', '/usr/local', '/usr/share', '/usr/lib', homedir(), join(homedir(), '.terraform.d')];
  const candidates = roots.flatMap((root) => [root, ...folders(root), ...folders(root).flatMap(folders)]);
  return candidates.find((folder) =>
    existsSync(join(folder, 'registry.terraform.io', PROVIDER.source, PROVIDER.version)),
  );
}

function folders(parent: string): string[] {
  try {
    return readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
      .map(({ name }) => join(parent, name));
  } catch {
    // Not there, or not ours to read: no mirror.
    return [];
  }
}

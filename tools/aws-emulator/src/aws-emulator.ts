import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { emulatorEnvironment, findPython } from './python';

/** A running emulator: an empty AWS account of its own. */
export interface AwsEmulator {
  /** URL on the loopback interface, for the endpoint of any AWS client. */
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  /** Nothing is checked about them; clients must have some. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /**
   * What the account holds in its Region, `service name` each, of the services in `server/aws_emulator/contents.py`; empty for an
   * account as AWS hands it out.
   */
  contents(): Promise<string[]>;
  /** Empties the account. */
  reset(): Promise<void>;
  /** Ends it; resolves when its process is gone. */
  stop(): Promise<void>;
}

export interface AwsEmulatorOptions {
  /** Twelve digits. */
  readonly accountId?: string;
  /** The Region that is told to clients; every other is there too. Default: eu-west-1. */
  readonly region?: string;
  /** A port that must be free. Default: any that is. */
  readonly port?: number;
  /** Where `LAKEWARD_EMULATOR_PYTHON` and the path are looked up. Default: the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** How long the emulator may take to load on a busy machine, in milliseconds. */
const startMs = 60_000;

/** Why no emulator can be started here, or undefined if one can: for naming a skipped suite before anything runs. */
export function whyNoAwsEmulator(env: AwsEmulatorOptions['env'] = process.env): string | undefined {
  const found = findPython(env);
  return 'unavailable' in found ? found.unavailable : undefined;
}

/**
 * Starts an AWS emulator (moto with patches, see `server/`) on a free loopback port; it ends with this process at the latest.
 * Where there is none, the answer says why, so that the tests that need it can be counted as skipped.
 */
export async function startAwsEmulator({
  accountId = '123456789012',
  region = 'eu-west-1',
  port = 0,
  env = process.env,
}: AwsEmulatorOptions = {}): Promise<AwsEmulator | { unavailable: string }> {
  const found = findPython(env);
  if ('unavailable' in found) return found;
  const child = spawn(
    found.python,
    ['-m', 'aws_emulator', '--port', String(port), '--node', process.execPath],
    {
      env: { ...emulatorEnvironment(env), MOTO_ACCOUNT_ID: accountId },
      // Standard input stays open as long as this process lives; the emulator ends with it.
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'exit');
  const started = await untilReady(child);
  if ('unavailable' in started) return started;
  const { endpoint } = started;
  // It must not keep this process alive.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr])
    if (stream instanceof Socket) stream.unref();
  return {
    endpoint,
    accountId,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    contents: async () => {
      const args = ['-m', 'aws_emulator.contents', endpoint, region];
      const { stdout } = await promisify(execFile)(found.python, args, { env: emulatorEnvironment(env) });
      return stdout.split('\n').filter((line) => line !== '');
    },
    reset: async () => {
      await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
    },
    stop: async () => {
      child.ref();
      child.kill();
      await ended;
    },
  };
}

/** The endpoint, which the emulator prints once it takes requests, or the last words of one that does not get there. */
function untilReady(child: ChildProcess): Promise<{ endpoint: string } | { unavailable: string }> {
  return new Promise((resolve) => {
    let printed = '';
    let complaint = '';
    const fail = (reason: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      const lastLine = complaint.trim().split('\n').at(-1);
      resolve({
        unavailable: `the AWS emulator does not start: ${lastLine === '' ? reason : (lastLine ?? reason)}`,
      });
    };
    const timer = setTimeout(() => fail(`not ready after ${startMs / 1_000} seconds`), startMs);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (!printed.includes('\n')) return;
      clearTimeout(timer);
      resolve(JSON.parse(printed) as { endpoint: string });
    });
    // Read to the end of its life: a full pipe would stop it.
    child.stderr
      ?.setEncoding('utf8')
      .on('data', (text: string) => (complaint = (complaint + text).slice(-4_096)));
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`it ended with code ${code ?? 'none'}`));
  });
}

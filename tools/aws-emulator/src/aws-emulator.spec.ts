import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAwsEmulator, whyNoAwsEmulator } from './aws-emulator';
import { emulatorEnvironment, findPython } from './python';

const unavailable = whyNoAwsEmulator();
/** Counted as skipped, with the reason in the name, where there is no emulator. */
const SKIP = 'skip';
const suite = unavailable === undefined ? describe : describe[SKIP];

describe('where there is no emulator', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lakeward-python-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function fakePython(script: string): Promise<{ LAKEWARD_EMULATOR_PYTHON: string; PATH: string }> {
    const file = path.join(folder, 'python');
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    return { LAKEWARD_EMULATOR_PYTHON: file, PATH: '/usr/bin:/bin' };
  }

  test('Python is missing', async () => {
    const started = await startAwsEmulator({ env: { PATH: folder } });
    expect(started).toEqual({
      unavailable: expect.stringMatching(/^no AWS emulator \(python3: .*ENOENT; python: .*ENOENT\);/),
    });
    expect(whyNoAwsEmulator({ PATH: folder })).toContain("pip install 'moto[server]==5.2.1'");
  });

  test('moto is missing', async () => {
    const env = await fakePython('echo "the module moto is not installed" >&2; exit 1');
    expect(whyNoAwsEmulator(env)).toContain('the module moto is not installed');
  });

  test('moto is another', async () => {
    expect(whyNoAwsEmulator(await fakePython('echo 4.2.14'))).toContain('moto 4.2.14, but 5.2 is needed');
  });

  test('it does not start', async () => {
    const env = await fakePython(
      'test "$1" = -c && echo 5.2.1 && exit; echo "ImportError: no such thing" >&2; exit 1',
    );
    expect(await startAwsEmulator({ env })).toEqual({
      unavailable: 'the AWS emulator does not start: ImportError: no such thing',
    });
  });
});

suite(`the AWS emulator${unavailable === undefined ? '' : ` (${unavailable})`}`, () => {
  test('is an account of its own that can be emptied and ended', async () => {
    const emulator = await startAwsEmulator({ accountId: '999988887777' });
    if ('unavailable' in emulator) throw new Error(emulator.unavailable);
    const { endpoint } = emulator;
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const identity = await fetch(endpoint, {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/sts/aws4_request, SignedHeaders=host, Signature=x',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    expect(await identity.text()).toContain('<Account>999988887777</Account>');

    expect(await emulator.contents()).toEqual([]);
    await fetch(`${endpoint}/a-bucket`, { method: 'PUT' });
    expect(await emulator.contents()).toEqual(['s3 a-bucket']);
    await emulator.reset();
    expect(await emulator.contents()).toEqual([]);
    await emulator.stop();
    await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
  }, 90_000);

  test('ends when the process that started it is gone', async () => {
    const found = findPython(process.env);
    if ('unavailable' in found) throw new Error(found.unavailable);
    const child = spawn(found.python, ['-m', 'aws_emulator'], {
      env: emulatorEnvironment(process.env),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    // What the kernel does with the pipe of a process that is killed.
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 90_000);
});

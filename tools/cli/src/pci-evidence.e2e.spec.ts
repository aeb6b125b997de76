import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeCloudTrailDay } from '@lakeward/sample-data';
import type { Verdict } from '@lakeward/pci-query-runner';

const root = path.resolve(__dirname, '../../..');
const work = mkdtempSync(path.join(tmpdir(), 'lakeward-evidence-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Runs the command as a user does, from a folder of its own. */
function lakeward(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'tools/cli/bin/lakeward.cjs'), ...args],
    { cwd: work, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

function verify(...args: string[]): Verdict & { readonly status: number | null } {
  const { status, stdout, stderr } = lakeward('pci', 'verify', '--json', ...args);
  if (stdout === '') throw new Error(`exit ${String(status)}: ${stderr}`);
  return { ...(JSON.parse(stdout) as Verdict), status };
}

const evidence = path.join(work, '.lakeward/s3/evidence/pci-query-runner/evidence/pci-dss-3.2.1');
const day = '2026-03-09';

/** A day reviewed twice, and its second version signed off. */
beforeAll(async () => {
  await writeCloudTrailDay({
    directory: path.join(work, 'logs'),
    date: day,
    accounts: ['444455556666'],
    regions: ['eu-west-1'],
    events: 500,
    eventsPerFile: 250,
    gzip: true,
  });
  for (let version = 1; version <= 2; version++) {
    const { status, stderr } = lakeward('pci', 'review', '--logs', 'logs', '--date', day);
    if (status !== 0) throw new Error(stderr);
  }
  const { status, stderr } = lakeward(
    ...['pci', 'sign-off', '--date', day, '--reviewer', 'Mira Okafor', '--statement', 'Followed up.'],
    ...['--finding-notes', '10.2.2-root=Drill.', '10.6-subnets=Change 12.'],
  );
  if (status !== 0) throw new Error(stderr);
  writeFileSync(path.join(work, 'evidence.pem'), lakeward('pci', 'public-key').stdout);
});

describe('lakeward pci verify', () => {
  test('a lake: both versions, the sign-off, and the head to note', () => {
    const { status, stdout } = lakeward('pci', 'verify');
    expect(status).toBe(0);
    expect(stdout).toContain('valid  3 links, 2 reviews, 1 sign-off');
    expect(stdout).toMatch(/2\s+2026-03-09\s+pci-dss-3\.2\.1\s+unverified\s+\S+\s+signed off by Mira Okafor/);
    const { head, reviews } = verify();
    expect(stdout).toContain(`Head: ${head?.sha256 ?? ''} (link 3)`);
    expect(reviews.map(({ signOffs }) => signOffs.length)).toEqual([0, 1]);
    expect(verify('--expect-head', head?.sha256 ?? '', '--date', day).status).toBe(0);
  });

  test('a copy elsewhere by the public key, whole or one bundle', () => {
    cpSync(evidence, path.join(work, 'copy'), { recursive: true });
    expect(verify('--lake', 'none', '--bundle', 'copy', '--public-key', 'evidence.pem')).toMatchObject({
      status: 0,
      links: 3,
    });
    const [bundle = ''] = readdirSync(path.join(work, 'copy', day));
    expect(verify('--bundle', `copy/${day}/${bundle}`, '--public-key', 'evidence.pem')).toMatchObject({
      status: 0,
      links: 0,
    });
    expect(existsSync(path.join(work, 'none'))).toBe(false);
  });

  test('a file that was changed is named, with what was expected and found', () => {
    const broken = path.join(work, 'broken');
    cpSync(evidence, broken, { recursive: true });
    const [bundle = ''] = readdirSync(path.join(broken, day));
    appendFileSync(path.join(broken, day, bundle, 'findings.csv'), 'x');
    const { status, stdout } = lakeward(
      'pci',
      'verify',
      '--bundle',
      'broken',
      '--public-key',
      'evidence.pem',
    );
    expect(status).toBe(1);
    expect(stdout).toContain('BROKEN  1 problem in 3 links');
    expect(stdout).toContain(`PCI_FILE_ALTERED  ${day}/${bundle}/findings.csv  (place 1 of the chain)`);
    expect(stdout).toMatch(/expected {2}\d+ bytes with SHA-256 [0-9a-f]{64}\n {2}found {5}\d+ bytes/);
  });

  test('somebody without the key trusts nothing', () => {
    const { status, problems } = verify('--lake', 'none', '--bundle', 'copy');
    expect(status).toBe(1);
    expect(problems.map(({ code }) => code)).toEqual(Array(3).fill('PCI_KEY_UNKNOWN'));
  });

  test.each([
    ['no such folder', ['--bundle', 'nowhere'], 'PCI_EVIDENCE_NOT_FOUND'],
    ['no such lake', ['--lake', 'nowhere'], 'PCI_EVIDENCE_NOT_FOUND'],
    ['no key', ['--public-key', 'nowhere.pem'], 'PCI_PUBLIC_KEY_INVALID'],
    ['no hash', ['--expect-head', 'zz'], 'expect-head'],
    ['no day', ['--date', '9 March'], 'INVALID_DATE'],
  ])('%s is wrong usage', (_, args, word) => {
    const { status, stderr } = lakeward('pci', 'verify', ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(word);
  });
});

describe('lakeward pci sign-off', () => {
  test('refuses a day that was not reviewed', () => {
    const { status, stderr } = lakeward(
      ...['pci', 'sign-off', '--date', '2026-03-08', '--reviewer', 'x', '--statement', 'y'],
    );
    expect(status).toBe(2);
    expect(stderr).toContain('PCI_NOTHING_TO_SIGN_OFF');
  });

  test('the record holds what was said, in the words that were used', () => {
    const bundle = readdirSync(path.join(evidence, day)).at(-1) ?? '';
    const folder = path.join(evidence, day, bundle, 'sign-offs');
    const file = readdirSync(folder).find((name) => !name.endsWith('.sig.json')) ?? '';
    expect(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))).toMatchObject({
      reviewer: 'Mira Okafor',
      statement: 'Followed up.',
      findingNotes: [
        { rule: '10.2.2-root', note: 'Drill.' },
        { rule: '10.6-subnets', note: 'Change 12.' },
      ],
    });
  });
});

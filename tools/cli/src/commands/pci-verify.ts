import { readFile } from 'node:fs/promises';
import { AppError, systemClock, UtcDay } from '@lakeward/core';
import {
  embeddedEvidence,
  folderSource,
  givenKeys,
  ringKeys,
  storeSource,
  verifyBundle,
  verifyChain,
  type ChainProblem,
  type EvidenceSource,
  type FindKey,
  type Verdict,
} from '@lakeward/pci-query-runner';
import { formatCount, formatCounted } from '@lakeward/report';
import { parseS3Uri } from '@lakeward/s3';
import { EXIT, type ExitCode } from '../exit-code';
import { table, type Streams } from '../terminal';

/** Options of `lakeward pci verify`, as commander gives them. */
export interface PciVerifyOptions {
  readonly lake?: string;
  readonly pack: string;
  readonly date?: string;
  readonly bundle?: string;
  readonly publicKey?: readonly string[];
  readonly expectHead?: string;
  readonly json?: boolean;
}

/** Where evidence is read from, and the keys that are trusted where none are given. */
interface Evidence {
  readonly source: EvidenceSource;
  readonly keys: () => FindKey;
}

/** Verifies a chain of evidence or one bundle. */
export async function pciVerify(options: PciVerifyOptions, streams: Streams): Promise<ExitCode> {
  const { source, keys } = await evidenceOf(options);
  const findKey = options.publicKey === undefined ? keys() : givenKeys(await readKeys(options.publicKey));
  const verdict = await verify(options, source, findKey);
  const text = options.json === true ? `${JSON.stringify(verdict, undefined, 2)}\n` : summary(verdict);
  streams.out.write(text);
  return verdict.outcome === 'valid' ? EXIT.done : EXIT.failed;
}

async function verify(
  { date, expectHead, bundle, pack }: PciVerifyOptions,
  source: EvidenceSource,
  findKey: FindKey,
): Promise<Verdict> {
  if ((await source.read('manifest.json')) === undefined) {
    return verifyChain(source, findKey, {
      ...(expectHead === undefined ? {} : { expectHead }),
      // A lake has a chain for each pack; what is given by its place may be of any.
      ...(bundle === undefined ? { pack } : {}),
      ...(date === undefined ? {} : { date: UtcDay.parse(date).date }),
    });
  }
  if (expectHead === undefined && date === undefined) return verifyBundle(source, findKey);
  throw new AppError({
    code: 'USAGE',
    message: `${source.place} is one bundle: --date and --expect-head are about a chain.`,
    remedy: 'Leave them out, or give the folder of the pack, which holds "chain" and the days.',
  });
}

async function evidenceOf({ bundle, lake, pack }: PciVerifyOptions): Promise<Evidence> {
  const clock = systemClock;
  const { store, keyRing, packFolder } = embeddedEvidence({ lake: lake ?? './.lakeward', clock });
  const keys = (): FindKey => ringKeys(keyRing);
  if (bundle === undefined) return { source: storeSource(store, packFolder(pack)), keys };
  if (!bundle.startsWith('s3://')) return { source: await folderSource(bundle), keys };
  const folder = parseS3Uri(bundle.endsWith('/') ? bundle : `${bundle}/`);
  // Without a lake of its own, an S3 URI is one of AWS.
  if (lake !== undefined) return { source: storeSource(store, folder), keys };
  const { awsEvidence, awsKeys } = await import('./aws-evidence');
  return { source: awsEvidence(folder), keys: awsKeys };
}

async function readKeys(files: readonly string[]): Promise<{ name: string; content: Buffer }[]> {
  return Promise.all(
    files.map(async (name) => {
      try {
        return { name, content: await readFile(name) };
      } catch (cause) {
        throw new AppError({
          code: 'PCI_PUBLIC_KEY_INVALID',
          message: `"${name}" cannot be read.`,
          remedy: 'Give the file of a public key; export it with "lakeward pci public-key".',
          cause,
        });
      }
    }),
  );
}

function summary(verdict: Verdict): string {
  const { outcome, place, links, head, reviews, missingDays, drafts, problems } = verdict;
  const signOffs = reviews.reduce((sum, review) => sum + review.signOffs.length, 0);
  const counts = [
    formatCounted(links, 'link'),
    formatCounted(reviews.length, 'review'),
    formatCounted(signOffs, 'sign-off'),
  ];
  const lines =
    outcome === 'valid'
      ? [`valid  ${counts.join(', ')}  ${place}`, 'Every file is as it was signed, and none is missing.']
      : [`BROKEN  ${formatCounted(problems.length, 'problem')} in ${counts.join(', ')}  ${place}`];
  const [first, ...others] = problems;
  if (first !== undefined) lines.push('', ...details(first));
  if (others.length > 0) {
    lines.push('', 'Also:', table(others.slice(0, 20).map(({ code, file }) => [code, file])));
    if (others.length > 20) lines.push(`and ${formatCount(others.length - 20)} more; --json has all`);
  }
  if (reviews.length > 0) {
    const rows = reviews.map(({ sequence, date, pack, status, bundle, signOffs: signed }) => [
      sequence,
      date,
      pack,
      status,
      bundle === '' ? 'this bundle' : (bundle.split('/')[1] ?? ''),
      signed.length === 0
        ? 'not signed off'
        : `signed off by ${signed.map(({ reviewer }) => reviewer).join(', ')}`,
    ]);
    lines.push('', table([['place', 'day', 'pack', 'status', 'version', 'sign-off'], ...rows]));
  }
  if (missingDays.length > 0) lines.push('', `Days without a review: ${missingDays.join(', ')}`);
  if (drafts.length > 0) {
    lines.push('', `Left behind by runs that died, vouched for by nothing: ${drafts.join(', ')}`);
  }
  if (outcome === 'valid' && head !== null) {
    lines.push('', `Head: ${head.sha256} (link ${head.sequence})`);
    lines.push('Note it where the evidence is not, and give it next time: --expect-head');
  } else if (links === 0) {
    lines.push('', 'One bundle by itself: its place in the chain was not checked.');
  }
  return `${lines.join('\n')}\n`;
}

function details({ code, file, sequence, message, expected, found, remedy }: ChainProblem): string[] {
  const place = sequence === undefined ? '' : `  (place ${sequence} of the chain)`;
  return [
    `${code}  ${file}${place}`,
    `  ${message}`,
    `  expected  ${expected}`,
    `  found     ${found}`,
    `  ${remedy}`,
  ];
}

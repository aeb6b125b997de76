import { AppError, deterministicId, type Clock, type UtcDay } from '@lakeward/core';
import type { KeyRing } from '@lakeward/kms';
import type { ObjectStore } from '@lakeward/s3';
import { APP } from '../contract';
import { CHAIN_FOLDER, parseLink, sequenceOf, type ChainLink } from './chain-link';
import { documentBytes, parseDocument, placeOf, signOffName, type SignOff } from './chained-document';
import { EvidenceStore } from './evidence-store';
import { publish, type Draft, type Publication } from './publish';
import { checkFiles } from './verify/check-document';
import { storeSource } from './verify/evidence-source';
import { chainDamaged } from '../errors';
import { sha256, type Manifest } from './manifest';
import type { ReviewSettings } from '../review/review';

/** What a person states about a reviewed day. */
export interface SignOffInput {
  readonly day: UtcDay;
  /** Rule pack by id. */
  readonly pack: string;
  /** Folder name of the version that was looked at, such as `20260310T010000Z-1a2b3c4d`; the newest where absent. */
  readonly version?: string;
  /** Who takes responsibility, by the name that an assessor will look for. */
  readonly reviewer: string;
  readonly statement: string;
  readonly findingNotes: readonly { readonly rule: string; readonly note: string }[];
  /** Instant of the request: the same request is the same sign-off. */
  readonly signedAt: Date;
}

/** What a sign-off works with. */
export interface SignOffDependencies {
  readonly settings: Pick<ReviewSettings, 'evidenceBucket' | 'evidencePrefix' | 'signingKey' | 'retention'>;
  readonly store: ObjectStore;
  readonly keyRing: KeyRing;
  readonly clock: Clock;
}

/** A day that was signed off. */
export interface SignedOff {
  readonly signOff: SignOff;
  /** `s3://` URI of the record. */
  readonly signOffUri: string;
  /** Place in the chain. */
  readonly sequence: number;
}

/** Longest text that a sign-off takes, in characters: a statement, not a report. */
const LONGEST_TEXT = 10_000;

/**
 * Writes a reviewer's signed word beside the day's bundle and gives it a place in the pack's chain (PCI DSS 10.4.1 wants the
 * review itself, 10.4.3 that exceptions are addressed). It names the manifest by its hash: another version of the day
 * needs another sign-off. The bundle is checked first, so nobody signs off what was changed.
 *
 * Errors: `PCI_NOTHING_TO_SIGN_OFF`, `PCI_SIGN_OFF_INVALID`, `PCI_NO_SIGNING_KEY`, `PCI_CHAIN_DAMAGED`, `PCI_CHAIN_BUSY`
 * (retryable), and what store and key ring throw.
 */
export async function signOff(
  input: SignOffInput,
  { settings, store, keyRing, clock }: SignOffDependencies,
): Promise<SignedOff> {
  const { evidenceBucket: bucket, evidencePrefix, retention, signingKey } = settings;
  if (signingKey === '') throw noSigningKey();
  const prefix = `${evidencePrefix}${input.pack}/`;
  const evidence = new EvidenceStore(store, { bucket, prefix }, { retention, clock });

  const link = await linkOf(input, evidence);
  const folder = placeOf(link.uri)?.folder ?? '';
  const manifest = await readManifest(`${folder}/manifest.json`, link, evidence);
  const [problem] = await checkFiles(`${folder}/`, manifest, storeSource(store, { bucket, key: prefix }));
  if (problem !== undefined) throw chainDamaged(evidence.uri(problem.file), problem.message);
  checkInput(input, manifest);

  const draft = draftOf(input, folder, link, manifest);
  const { name, document, link: own } = await publish(draft, evidence, { keyRing, signingKey });
  return {
    signOff: JSON.parse(document.toString('utf8')) as SignOff,
    signOffUri: evidence.uri(name),
    sequence: own.sequence,
  };
}

/** The newest review of the day, or the version that is asked for. */
async function linkOf({ day, pack, version }: SignOffInput, evidence: EvidenceStore): Promise<ChainLink> {
  const names = [...(await evidence.etags(CHAIN_FOLDER)).keys()].filter(
    (name) => sequenceOf(name) !== undefined,
  );
  for (const name of names.sort().reverse()) {
    const read = await evidence.read(name);
    const link = read === undefined ? undefined : parseLink(read.bytes);
    if (link === undefined)
      throw chainDamaged(evidence.uri(name), 'The link does not have the form it was written in.');
    const [date, found] = placeOf(link.uri)?.folder.split('/') ?? [];
    if (link.kind === 'review' && date === day.date && (version ?? found) === found) return link;
  }
  throw new AppError({
    code: 'PCI_NOTHING_TO_SIGN_OFF',
    message: `There is no review of ${day.date} by ${pack}${version === undefined ? '' : ` with version ${version}`}.`,
    remedy: 'Check the date, the pack and the version; review the day first.',
  });
}

async function readManifest(name: string, link: ChainLink, evidence: EvidenceStore): Promise<Manifest> {
  const read = await evidence.read(name);
  if (read === undefined || sha256(read.bytes) !== link.sha256) {
    throw chainDamaged(evidence.uri(name), 'It is not the manifest that was linked.');
  }
  return JSON.parse(read.bytes.toString('utf8')) as Manifest;
}

function checkInput({ reviewer, statement, findingNotes }: SignOffInput, { rules }: Manifest): void {
  const notes = findingNotes.map(({ rule, note }) => [rule, note] as const);
  for (const [what, text] of [['reviewer', reviewer] as const, ['statement', statement] as const, ...notes]) {
    if (text.trim() === '' || text.length > LONGEST_TEXT) {
      throw invalidSignOff(
        `The text for "${what}" has ${text.trim().length} characters.`,
        `Give 1 to ${LONGEST_TEXT}.`,
      );
    }
  }
  const unknown = findingNotes.find((note) => !rules.some(({ id }) => id === note.rule));
  if (unknown === undefined) return;
  throw invalidSignOff(`The review did not ask rule "${unknown.rule}".`, 'Name a rule of the manifest.');
}

function draftOf(input: SignOffInput, folder: string, link: ChainLink, manifest: Manifest): Draft {
  const { reviewer, statement, findingNotes } = input;
  const signedAt = input.signedAt.toISOString();
  const notes = JSON.stringify(findingNotes);
  const runKey = deterministicId(APP, 'sign-off', link.sha256, reviewer, statement, notes, signedAt);
  const recordAt = ({ folder: bundle, chain, seal }: Publication): SignOff => ({
    signOffVersion: 1,
    app: APP,
    date: manifest.date,
    pack: { id: manifest.pack.id },
    bundle,
    manifest: { uri: link.uri, sha256: link.sha256 },
    reviewer,
    statement,
    findingNotes: [...findingNotes],
    signedAt,
    runKey,
    chain,
    seal,
  });
  return {
    kind: 'sign-off',
    runKey,
    folders: [folder],
    documentName: signOffName({ signedAt, runKey }),
    files: [],
    build: (publication) => ({ document: documentBytes(recordAt(publication)), files: [] }),
    adopt: (bytes) => {
      const record = parseDocument(bytes);
      if (record?.kind !== 'sign-off' || record.runKey !== runKey) return undefined;
      return { publication: { folder: record.bundle, chain: record.chain, seal: record.seal }, files: [] };
    },
  };
}

function invalidSignOff(message: string, remedy: string): AppError {
  return new AppError({ code: 'PCI_SIGN_OFF_INVALID', message, remedy });
}

function noSigningKey(): AppError {
  return new AppError({
    code: 'PCI_NO_SIGNING_KEY',
    message: 'No key is configured to sign with, and a sign-off that is not signed proves nothing.',
    remedy:
      'Configure a signing key (SIGNING_KEY), and review the day again so that its manifest is signed too.',
  });
}

import { DAY_MS } from '@lakeward/core';
import { sha256 } from '../manifest';
import { linkName, parseLink, sequenceOf, type ChainLink } from '../chain-link';
import { chainOf, parseDocument, placeOf, signOffName, type ChainedDocument } from '../chained-document';
import { signatureName } from '../signature-file';
import { chainProblem, type ChainProblem, type ChainProblemCode } from './chain-problem';
import { checkFiles, checkSignature, type FoundDocument } from './check-document';
import { evidenceNotFound, type EvidenceSource } from './evidence-source';
import type { FindKey } from './public-keys';

/** What to verify beyond what is there. */
export interface VerifyOptions {
  /** SHA-256 of a link, noted earlier: it must still be in the chain. */
  readonly expectHead?: string;
  /** Checks the evidence files of this day alone (`YYYY-MM-DD`), and that there is a review of it; links and documents are checked all. */
  readonly date?: string;
  /** Pack by id that the chain must be of; that of its first review where absent. */
  readonly pack?: string;
}

/** A version of a day's evidence, as the chain has it. */
export interface VerifiedReview {
  readonly date: string;
  /** Rule pack by id. */
  readonly pack: string;
  readonly sequence: number;
  readonly status: string;
  /** Name of the bundle's folder below the pack's. */
  readonly bundle: string;
  readonly manifestSha256: string;
  readonly signOffs: readonly {
    readonly sequence: number;
    readonly reviewer: string;
    readonly signedAt: string;
  }[];
}

/** What verification found. */
export interface Verdict {
  readonly outcome: 'valid' | 'broken';
  /** What was verified. */
  readonly place: string;
  /** Links of the chain; zero where a bundle was verified without one. */
  readonly links: number;
  /** The last link: note its hash elsewhere, and give it next time. */
  readonly head: { readonly sequence: number; readonly sha256: string } | null;
  readonly reviews: readonly VerifiedReview[];
  /** Days between the first and the last reviewed one that have no review. */
  readonly missingDays: readonly string[];
  /** Files of runs that were published with other content: nothing vouches for them, and nothing needs them. */
  readonly drafts: readonly string[];
  /** In the order of the chain: the first is the first broken link. */
  readonly problems: readonly ChainProblem[];
}

/**
 * Verifies a pack's chain of evidence: that its links follow each other without a gap, that each is the one its document
 * calls for, that every document carries a trusted signature and every evidence file has the hash that its manifest states,
 * and that there is nothing else. Any change of any file is named. What nobody can see from the files alone is that the chain
 * was longer: for that, give the hash of a link that was noted earlier.
 *
 * Needs neither an engine nor a network. `PCI_EVIDENCE_NOT_FOUND` where there is no chain.
 */
export async function verifyChain(
  source: EvidenceSource,
  findKey: FindKey,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const walk = new ChainWalk(source, findKey, options, await source.names());
  return walk.verify();
}

/** A link that is as it was written, or that cannot be told from it. */
interface GoodLink {
  readonly link: ChainLink;
  readonly sha256: string;
}

class ChainWalk {
  readonly #source: EvidenceSource;
  readonly #findKey: FindKey;
  readonly #options: VerifyOptions;
  readonly #names: readonly string[];
  readonly #nameSet: ReadonlySet<string>;
  readonly #linkBytes = new Map<number, Buffer>();
  readonly #problems: ChainProblem[] = [];
  /** Files that something vouches for, or that belong to something broken that is named already. */
  readonly #accounted = new Set<string>();
  readonly #accountedFolders = new Set<string>();
  readonly #linkHashes = new Set<string>();
  readonly #reviews: (VerifiedReview & { signOffs: VerifiedReview['signOffs'][number][] })[] = [];
  /** Folders of published bundles. */
  readonly #published = new Set<string>();
  #head: Verdict['head'] = null;
  #pack: string | undefined;

  constructor(source: EvidenceSource, findKey: FindKey, options: VerifyOptions, names: readonly string[]) {
    this.#source = source;
    this.#findKey = findKey;
    this.#options = options;
    this.#names = names;
    this.#nameSet = new Set(names);
    this.#pack = options.pack;
  }

  async verify(): Promise<Verdict> {
    const links = this.#names.flatMap((name) => sequenceOf(name) ?? []);
    const unlinked = await this.#unlinkedDocuments();
    const last = Math.max(0, ...links);
    if (last === 0 && unlinked.size === 0) throw evidenceNotFound(this.#source.place);
    const beyond = [...unlinked.keys()].filter((sequence) => sequence > last).sort((a, b) => a - b);

    let previous: GoodLink | 'first' | undefined = 'first';
    for (let sequence = 1; sequence <= last; sequence++) {
      previous = await this.#verifyLink(sequence, previous, unlinked.get(sequence));
    }
    for (const sequence of beyond) await this.#verifyLink(sequence, undefined, unlinked.get(sequence));

    const drafts = this.#leftOver();
    this.#checkOptions();
    return {
      outcome: this.#problems.length === 0 ? 'valid' : 'broken',
      place: this.#source.place,
      links: links.length,
      head: this.#head,
      reviews: this.#reviews,
      missingDays: missingDays(this.#reviews.map(({ date }) => date)),
      drafts,
      problems: this.#problems,
    };
  }

  /** Documents that no link names, by the place they state. */
  async #unlinkedDocuments(): Promise<Map<number, string>> {
    const linked = new Set<string>();
    for (const name of this.#names) {
      const sequence = sequenceOf(name);
      if (sequence === undefined) continue;
      const bytes = await this.#source.read(name);
      if (bytes !== undefined) this.#linkBytes.set(sequence, bytes);
      const link = parseLink(bytes ?? Buffer.alloc(0));
      const document = link?.sequence === sequence ? nameOf(link.uri) : undefined;
      if (document !== undefined) linked.add(document);
    }
    const unlinked = new Map<number, string>();
    for (const name of this.#names) {
      if (placeOf(`/${name}`) === undefined || linked.has(name)) continue;
      const sequence = chainOf((await this.#source.read(name)) ?? Buffer.alloc(0))?.sequence;
      if (sequence !== undefined) unlinked.set(sequence, name);
    }
    return unlinked;
  }

  /** Checks one place of the chain; answers its link where what follows can be held against it. */
  async #verifyLink(
    sequence: number,
    previous: GoodLink | 'first' | undefined,
    unlinked: string | undefined,
  ): Promise<GoodLink | undefined> {
    const file = linkName(sequence);
    const bytes = this.#linkBytes.get(sequence);
    this.#accounted.add(file);
    const parsed = bytes === undefined ? undefined : parseLink(bytes);
    const link = parsed?.sequence === sequence ? parsed : undefined;
    const name = (link === undefined ? undefined : nameOf(link.uri)) ?? unlinked;
    if (bytes === undefined || link === undefined) {
      const expected = name === undefined ? 'a link' : `the link of ${name}`;
      const code = bytes === undefined ? 'PCI_LINK_MISSING' : 'PCI_LINK_ALTERED';
      const found = bytes === undefined ? 'no file' : describeLink(parsed);
      this.#add(code, { file, sequence, expected, found });
      if (name !== undefined) await this.#verifyDocument(name, sequence);
      return undefined;
    }
    const good = { link, sha256: sha256(bytes) };
    this.#linkHashes.add(good.sha256);
    this.#head = { sequence, sha256: good.sha256 };
    if (name === undefined || (unlinked !== undefined && !this.#nameSet.has(name))) {
      this.#altered(sequence, `the URI of ${unlinked ?? 'a manifest or sign-off'}`, link.uri);
      if (unlinked !== undefined) await this.#verifyDocument(unlinked, sequence);
      return undefined;
    }
    const document = await this.#verifyDocument(name, sequence, link);
    if (document === 'altered-link') {
      if (unlinked !== undefined) await this.#verifyDocument(unlinked, sequence);
      return undefined;
    }
    if (document === undefined) return good;
    return this.#checkLink(good, document, previous) ? good : undefined;
  }

  /**
   * Checks a document by its link, its signature and its files. Undefined where it is not the one that was linked;
   * `altered-link` where the signature shows that the link is wrong about it.
   */
  async #verifyDocument(
    name: string,
    sequence: number,
    link?: ChainLink,
  ): Promise<ChainedDocument | 'altered-link' | undefined> {
    const folder = `${name.split('/').slice(0, 2).join('/')}/`;
    this.#accounted.add(name).add(signatureName(name));
    this.#published.add(folder);
    const bytes = await this.#source.read(name);
    if (bytes === undefined) {
      this.#accountedFolders.add(folder);
      const expected = link === undefined ? 'a document' : `SHA-256 ${link.sha256}`;
      this.#add('PCI_DOCUMENT_MISSING', { file: name, sequence, expected, found: 'no file' });
      return undefined;
    }
    const document = parseDocument(bytes);
    const found: FoundDocument | undefined = document === undefined ? undefined : { name, bytes, document };
    const problem =
      found === undefined ? undefined : await checkSignature(found, this.#source, this.#findKey);
    const hash = sha256(bytes);
    if (document === undefined || (link !== undefined && link.sha256 !== hash)) {
      if (document !== undefined && problem === undefined && link !== undefined) {
        this.#altered(sequence, `SHA-256 ${hash} of ${name}`, link.sha256);
        await this.#verifyContent(folder, { name, bytes, document }, hash, sequence);
        return 'altered-link';
      }
      this.#accountedFolders.add(folder);
      const expected = link === undefined ? 'a manifest or sign-off' : `SHA-256 ${link.sha256}`;
      this.#add('PCI_DOCUMENT_ALTERED', { file: name, sequence, expected, found: `SHA-256 ${hash}` });
      return undefined;
    }
    if (problem !== undefined) this.#problems.push(problem);
    await this.#verifyContent(folder, { name, bytes, document }, hash, sequence);
    return document;
  }

  async #verifyContent(
    folder: string,
    { name, document }: FoundDocument,
    hash: string,
    sequence: number,
  ): Promise<void> {
    const { date, pack } = document;
    this.#pack ??= pack.id;
    if (pack.id !== this.#pack) {
      const expected = `pack ${this.#pack}`;
      this.#add('PCI_DOCUMENT_MISPLACED', { file: name, sequence, expected, found: `pack ${pack.id}` });
    }
    if (document.kind === 'sign-off') {
      const review = this.#reviews.find(({ manifestSha256 }) => manifestSha256 === document.manifest.sha256);
      const { reviewer, signedAt } = document;
      review?.signOffs.push({ sequence, reviewer, signedAt });
      if (review === undefined || `${review.bundle}/` !== folder) {
        const expected = 'a manifest of the same bundle before it';
        this.#add('PCI_SIGN_OFF_UNFOUNDED', {
          file: name,
          sequence,
          expected,
          found: document.manifest.sha256,
        });
      }
      return;
    }
    this.#reviews.push({
      date,
      pack: pack.id,
      sequence,
      status: document.status,
      bundle: folder.slice(0, -1),
      manifestSha256: hash,
      signOffs: [],
    });
    for (const { name: file } of document.evidence) this.#accounted.add(folder + file);
    if (this.#options.date === undefined || this.#options.date === date) {
      this.#problems.push(...(await checkFiles(folder, document, this.#source)));
    }
  }

  /** Holds a link against what its document, which is trusted, says of itself, and against the link before. */
  #checkLink(
    { link }: GoodLink,
    document: ChainedDocument,
    previous: GoodLink | 'first' | undefined,
  ): boolean {
    const { sequence } = link;
    const before = previous === 'first' ? null : previous;
    const place = placeOf(link.uri);
    const tail = document.kind === 'review' ? 'manifest.json' : signOffName(document);
    const facts: [string, string | number | null, string | number | null][] = [
      ['kind', document.kind, link.kind],
      ['URI', document.bundle + tail, link.uri],
      ['run key', document.runKey, link.runKey],
      ...(before === undefined
        ? []
        : [
            ['previous link', before?.sha256 ?? null, link.previousSha256] as [
              string,
              string | null,
              string | null,
            ],
          ]),
    ];
    for (const [what, expected, found] of facts) {
      if (expected === found) continue;
      this.#altered(sequence, `${what} ${String(expected)}`, String(found));
      return false;
    }
    const states = [document.chain.sequence, document.chain.previous?.uri, document.chain.previous?.sha256];
    const stands =
      before === undefined
        ? [sequence, ...states.slice(1)]
        : [sequence, before?.link.uri, before?.link.sha256];
    if (states.join(' ') !== stands.join(' ')) {
      const file = place === undefined ? linkName(sequence) : `${place.folder}/${place.name}`;
      const words = ([at, uri]: typeof states): string =>
        `place ${String(at)} after ${String(uri ?? 'nothing')}`;
      this.#add('PCI_DOCUMENT_MISPLACED', { file, sequence, expected: words(states), found: words(stands) });
      return false;
    }
    return true;
  }

  /** Names every file that nothing vouches for; answers those that a run left behind that was published elsewhere. */
  #leftOver(): string[] {
    const drafts: string[] = [];
    const published = new Set([...this.#published].map(baseFolder));
    for (const name of this.#names) {
      const folder = `${name.split('/').slice(0, 2).join('/')}/`;
      if (this.#accounted.has(name) || this.#accountedFolders.has(folder)) continue;
      if (!this.#published.has(folder) && published.has(baseFolder(folder))) drafts.push(name);
      else this.#add('PCI_FILE_UNLISTED', { file: name, expected: 'no such file', found: 'a file' });
    }
    return drafts;
  }

  #checkOptions(): void {
    const { expectHead, date } = this.#options;
    if (expectHead !== undefined && !this.#linkHashes.has(expectHead)) {
      const found = this.#head === null ? 'no link' : `a chain that ends with ${this.#head.sha256}`;
      this.#add('PCI_HEAD_NOT_FOUND', { file: 'chain/', expected: expectHead, found });
    }
    if (date !== undefined && !this.#reviews.some((review) => review.date === date)) {
      this.#add('PCI_DAY_NOT_IN_CHAIN', { file: `${date}/`, expected: `a review of ${date}`, found: 'none' });
    }
  }

  #altered(sequence: number, expected: string, found: string): void {
    this.#add('PCI_LINK_ALTERED', { file: linkName(sequence), sequence, expected, found });
  }

  #add(code: ChainProblemCode, where: Parameters<typeof chainProblem>[1]): void {
    this.#problems.push(chainProblem(code, where));
  }
}

function describeLink(link: ChainLink | undefined): string {
  return link === undefined
    ? 'something that is no link in canonical JSON'
    : `the link of place ${link.sequence}`;
}

/** Name below the pack's folder of the document with this URI. */
function nameOf(uri: string): string | undefined {
  const place = placeOf(uri);
  return place === undefined ? undefined : `${place.folder}/${place.name}`;
}

/** The folder that a run takes first: `<day>/<version>-<run>` without the number of a later one. */
function baseFolder(folder: string): string {
  return /^[^/]+\/[^-/]+-[^-/]+/.exec(folder)?.[0] ?? folder;
}

function missingDays(dates: readonly string[]): string[] {
  const reviewed = new Set(dates);
  const [first, ...others] = [...reviewed].sort();
  const last = others.at(-1);
  if (first === undefined || last === undefined) return [];
  const missing: string[] = [];
  for (let time = Date.parse(first); time < Date.parse(last); time += DAY_MS) {
    const date = new Date(time).toISOString().slice(0, 10);
    if (!reviewed.has(date)) missing.push(date);
  }
  return missing;
}

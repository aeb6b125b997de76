import { createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyRing } from '@lakeward/kms';
import { chainBusy, chainDamaged } from '../errors';
import { sha256, type ChainPosition, type Seal } from './manifest';
import { CHAIN_FOLDER, linkBytes, linkName, parseLink, sequenceOf, type ChainLink } from './chain-link';
import type { EvidenceStore, NamedFile } from './evidence-store';
import { chainOf } from './chained-document';
import { isSignedBy, parseSignature, sealBy, signatureName, signDocument } from './signature-file';

/** What a document says about itself that depends on when and by whom it is published. */
export interface Publication {
  /** `s3://` URI of the folder, with trailing slash. */
  readonly folder: string;
  readonly chain: ChainPosition;
  /** Null where no key is configured. */
  readonly seal: Seal | null;
}

/** A document to publish, and the files that go with it. */
export interface Draft {
  readonly kind: ChainLink['kind'];
  /** Identity of the run: published once, however often it is tried. */
  readonly runKey: string;
  /** Folders below the pack's, without trailing slash: the next one is taken where one holds other content. All begin as the first. */
  readonly folders: readonly [string, ...string[]];
  /** Name of the document in the folder; ends in `.json`. */
  readonly documentName: string;
  /** Files that are the same wherever the document comes to stand in the chain. */
  readonly files: readonly NamedFile[];
  /** The document for this place in the chain, and the files that depend on it. */
  build(publication: Publication): BuiltDocument;
  /**
   * What an earlier try's document says of its publication, and the files that depend on it; undefined where this draft has
   * not the files that it vouches for.
   */
  adopt(document: Buffer): AdoptedDocument | undefined;
}

/** A document and the files that depend on its place in the chain. */
export interface BuiltDocument {
  readonly document: Buffer;
  readonly files: readonly NamedFile[];
}

/** A document that was there, and the files that depend on its place in the chain. */
export interface AdoptedDocument {
  readonly publication: Publication;
  readonly files: readonly NamedFile[];
}

/** A document that has its link. */
export interface Published {
  /** Name of the document below the pack's folder. */
  readonly name: string;
  readonly document: Buffer;
  readonly link: ChainLink;
}

/** Tries before somebody else's publications are too many to wait for. */
const LAPS = 100;

/**
 * Publishes a document: writes its files, the document with its place in the chain, the signature, and last the link, whose
 * creation is the one atomic step. Whatever dies, the next try goes on; whoever else publishes, both get a place; tries of the
 * same run publish once.
 *
 * Why nothing that is published can change afterwards: a file that does not depend on the place is only ever created, never
 * replaced; a try with other content takes another folder. The document is replaced only when its place was given to somebody
 * else, so it can never be linked again; the signature and the other files are written over the state that was seen *before*
 * the document was read, so a try that holds an old document finds them changed and starts over. See docs/adr.
 *
 * Errors: `PCI_CHAIN_BUSY` (retryable), `PCI_CHAIN_DAMAGED`, and what store and key ring throw.
 */
export async function publish(
  draft: Draft,
  store: EvidenceStore,
  { keyRing, signingKey }: { readonly keyRing: KeyRing; readonly signingKey: string },
): Promise<Published> {
  const publisher = new Publisher(draft, store, keyRing, signingKey);
  for (let lap = 0; lap < LAPS; lap++) {
    const published = await publisher.tryOnce();
    if (published !== undefined) return published;
  }
  throw chainBusy(store.uri(CHAIN_FOLDER));
}

/** The document of a folder, on its way. */
interface Prepared extends BuiltDocument {
  readonly publication: Publication;
}

class Publisher {
  readonly #draft: Draft;
  readonly #store: EvidenceStore;
  readonly #keyRing: KeyRing;
  readonly #signingKey: string;
  /** Links that were there when this try began cannot be looked for by run; those that came later can. */
  #looked: number | undefined;
  #seal: Seal | null | undefined;
  readonly #keys = new Map<string, KeyObject>();

  constructor(draft: Draft, store: EvidenceStore, keyRing: KeyRing, signingKey: string) {
    this.#draft = draft;
    this.#store = store;
    this.#keyRing = keyRing;
    this.#signingKey = signingKey;
  }

  /** Undefined where somebody else was faster with something. */
  async tryOnce(): Promise<Published | undefined> {
    const { folders } = this.#draft;
    // Before the folders are looked at: a link of this run that is not found there can then only be a later one.
    this.#looked ??= await this.#lastSequence();
    const seen = await this.#store.etags(folders[0]);
    const earlier = await this.#alreadyPublished(seen);
    if (earlier !== undefined) return earlier;
    const head = await this.#head();
    if (head === 'published') return undefined;

    for (const folder of folders) {
      const written = await this.#writeFixedFiles(folder, seen);
      if (written === 'lost') return undefined;
      if (written === 'other-content') continue;
      const prepared = await this.#prepare(folder, head);
      if (prepared === 'lost') return undefined;
      if (prepared === 'other-content') continue;
      return this.#finish(folder, prepared, head, seen);
    }
    throw chainDamaged(this.#store.uri(`${folders[0]}/`), 'It holds other content than this run writes.');
  }

  /** The run's document that has its link, in whichever folder. */
  async #alreadyPublished(seen: ReadonlyMap<string, string>): Promise<Published | undefined> {
    for (const folder of this.#draft.folders) {
      const name = `${folder}/${this.#draft.documentName}`;
      if (!seen.has(name)) continue;
      const read = await this.#store.read(name);
      const position = read === undefined ? undefined : chainOf(read.bytes);
      if (read === undefined || position === undefined) continue;
      const link = await this.#link(position.sequence);
      if (link?.link.uri === this.#store.uri(name) && link.link.sha256 === sha256(read.bytes)) {
        return { name, document: read.bytes, link: link.link };
      }
    }
    return undefined;
  }

  /** The last link, or that this run's own has come meanwhile. */
  async #head(): Promise<Head | 'published'> {
    const sequence = await this.#lastSequence();
    for (let later = (this.#looked ?? 0) + 1; later <= sequence; later++) {
      const { kind, runKey } = (await this.#existing(later)).link;
      if (kind === this.#draft.kind && runKey === this.#draft.runKey) return 'published';
      this.#looked = later;
    }
    if (sequence === 0) return { sequence: 0, previous: null, sha256: null };
    const { link, bytes } = await this.#existing(sequence);
    return { sequence, previous: { uri: link.uri, sha256: link.sha256 }, sha256: sha256(bytes) };
  }

  async #lastSequence(): Promise<number> {
    const names = await this.#store.etags(CHAIN_FOLDER);
    return [...names.keys()].reduce((last, name) => Math.max(last, sequenceOf(name) ?? 0), 0);
  }

  async #writeFixedFiles(
    folder: string,
    seen: ReadonlyMap<string, string>,
  ): Promise<'written' | 'lost' | 'other-content'> {
    for (const file of this.#draft.files) {
      const name = `${folder}/${file.name}`;
      if (seen.has(name)) {
        const read = await this.#store.read(name);
        if (read?.bytes.equals(file.body) !== true) return 'other-content';
      } else if (!(await this.#store.write({ ...file, name }, undefined))) {
        return 'lost';
      }
    }
    return 'written';
  }

  /** The document of this folder: the one that is there, if its place is still free, or a new one. */
  async #prepare(folder: string, head: Head): Promise<Prepared | 'lost' | 'other-content'> {
    const name = `${folder}/${this.#draft.documentName}`;
    const present = await this.#store.read(name);
    if (present !== undefined) {
      const chain = chainOf(present.bytes);
      if (chain === undefined) return 'other-content';
      if (chain.sequence > head.sequence + 1) return this.#beyond(chain.sequence);
      if (chain.sequence === head.sequence + 1) {
        const adopted = this.#draft.adopt(present.bytes);
        return adopted === undefined ? 'other-content' : { ...adopted, document: present.bytes };
      }
    }
    const publication: Publication = {
      folder: this.#store.uri(`${folder}/`),
      chain: { sequence: head.sequence + 1, previous: head.previous },
      seal: await this.#sealNow(),
    };
    const built = this.#draft.build(publication);
    const file = { name, body: built.document, contentType: 'application/json' };
    return (await this.#store.write(file, present?.etag)) ? { ...built, publication } : 'lost';
  }

  /** A document whose place is after the end that was seen: the chain has grown, or its end is gone. */
  async #beyond(sequence: number): Promise<'lost'> {
    const head = await this.#head();
    if (head !== 'published' && head.sequence < sequence - 1) await this.#existing(sequence - 1);
    return 'lost';
  }

  /** Writes what depends on the document, then publishes it. */
  async #finish(
    folder: string,
    { document, files, publication }: Prepared,
    head: Head,
    seen: ReadonlyMap<string, string>,
  ): Promise<Published | undefined> {
    for (const file of files) {
      const name = `${folder}/${file.name}`;
      const etag = seen.get(name);
      const isThere = etag !== undefined && (await this.#store.read(name))?.bytes.equals(file.body) === true;
      if (!isThere && !(await this.#store.write({ ...file, name }, etag))) return undefined;
    }
    const name = `${folder}/${this.#draft.documentName}`;
    if (publication.seal !== null && !(await this.#sign(name, document, publication.seal, seen))) {
      return undefined;
    }
    const link: ChainLink = {
      sequence: publication.chain.sequence,
      kind: this.#draft.kind,
      uri: this.#store.uri(name),
      sha256: sha256(document),
      previousSha256: head.sha256,
      runKey: this.#draft.runKey,
    };
    const file = { name: linkName(link.sequence), body: linkBytes(link), contentType: 'application/json' };
    return (await this.#store.write(file, undefined)) ? { name, document, link } : undefined;
  }

  async #sign(
    documentName: string,
    document: Buffer,
    seal: Seal,
    seen: ReadonlyMap<string, string>,
  ): Promise<boolean> {
    const name = signatureName(documentName);
    const etag = seen.get(name);
    const present = etag === undefined ? undefined : await this.#store.read(name);
    const signature = present === undefined ? undefined : parseSignature(present.bytes);
    if (
      signature?.publicKeySha256 === seal.publicKeySha256 &&
      signature.sha256 === sha256(document) &&
      isSignedBy(await this.#publicKey(seal.keyArn), signature, document)
    ) {
      return true;
    }
    const body = await signDocument(document, seal, this.#keyRing);
    return this.#store.write({ name, body, contentType: 'application/json' }, etag);
  }

  async #publicKey(keyArn: string): Promise<KeyObject> {
    const known = this.#keys.get(keyArn);
    if (known !== undefined) return known;
    const { der } = await this.#keyRing.publicKey(keyArn);
    const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
    this.#keys.set(keyArn, key);
    return key;
  }

  async #sealNow(): Promise<Seal | null> {
    this.#seal ??= this.#signingKey === '' ? null : await sealBy(this.#signingKey, this.#keyRing);
    return this.#seal;
  }

  async #existing(sequence: number): Promise<ReadLink> {
    const link = await this.#link(sequence);
    if (link !== undefined) return link;
    throw chainDamaged(this.#store.uri(linkName(sequence)), 'The link is missing.');
  }

  async #link(sequence: number): Promise<ReadLink | undefined> {
    const read = await this.#store.read(linkName(sequence));
    if (read === undefined) return undefined;
    const link = parseLink(read.bytes);
    if (link?.sequence === sequence) return { link, bytes: read.bytes };
    throw chainDamaged(
      this.#store.uri(linkName(sequence)),
      'The link does not have the form it was written in.',
    );
  }
}

interface ReadLink {
  readonly link: ChainLink;
  readonly bytes: Buffer;
}

/** The end of the chain; sequence 0 where there is none. */
interface Head {
  readonly sequence: number;
  readonly previous: ChainPosition['previous'];
  /** SHA-256 of the last link's bytes. */
  readonly sha256: string | null;
}

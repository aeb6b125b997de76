import { sha256, type Manifest } from '../manifest';
import type { ChainedDocument } from '../chained-document';
import { countCsvRows } from '../csv';
import { isSignedBy, parseSignature, signatureName } from '../signature-file';
import { chainProblem, type ChainProblem } from './chain-problem';
import type { EvidenceSource } from './evidence-source';
import type { FindKey } from './public-keys';

/** A document as it was found, with its name below the source. */
export interface FoundDocument {
  readonly name: string;
  readonly bytes: Buffer;
  readonly document: ChainedDocument;
}

/** Checks that a document carries a trusted signature; undefined when it does. */
export async function checkSignature(
  { name, bytes, document }: FoundDocument,
  source: EvidenceSource,
  findKey: FindKey,
): Promise<ChainProblem | undefined> {
  const { seal, chain } = document;
  const file = signatureName(name);
  const problem = (code: ChainProblem['code'], at: string, expected: string, found: string): ChainProblem =>
    chainProblem(code, { file: at, expected, found, sequence: chain.sequence });

  if (seal === null) return problem('PCI_UNSIGNED', name, 'a signing key', 'none');
  const content = await source.read(file);
  if (content === undefined) return problem('PCI_SIGNATURE_MISSING', file, 'a signature', 'no file');
  const key = await findKey(seal);
  if (key === undefined) {
    return problem(
      'PCI_KEY_UNKNOWN',
      name,
      'a trusted public key',
      `${seal.publicKeySha256} (${seal.keyArn})`,
    );
  }
  const signature = parseSignature(content);
  if (signature === undefined) {
    return problem('PCI_SIGNATURE_ALTERED', file, 'a signature file in canonical JSON', 'something else');
  }
  for (const field of ['keyArn', 'algorithm', 'publicKeySha256'] as const) {
    if (signature[field] !== seal[field]) {
      return problem('PCI_SIGNATURE_ALTERED', file, `${field} ${seal[field]}`, signature[field]);
    }
  }
  const hash = sha256(bytes);
  if (signature.sha256 !== hash) {
    return problem('PCI_SIGNATURE_ALTERED', file, `a signature over ${hash}`, `one over ${signature.sha256}`);
  }
  return isSignedBy(key, signature, bytes)
    ? undefined
    : problem(
        'PCI_SIGNATURE_ALTERED',
        file,
        `a signature by ${seal.keyArn}`,
        'a signature that does not fit',
      );
}

/** Checks every file that a manifest vouches for. `folder` has a trailing slash, or is empty. */
export async function checkFiles(
  folder: string,
  { evidence, chain: { sequence } }: Pick<Manifest, 'evidence' | 'chain'>,
  source: EvidenceSource,
): Promise<ChainProblem[]> {
  const problems: ChainProblem[] = [];
  for (const { name, sha256: expected, bytes, rows } of evidence) {
    const file = folder + name;
    const content = await source.read(file);
    if (content === undefined) {
      problems.push(
        chainProblem('PCI_FILE_MISSING', { file, sequence, expected: `${bytes} bytes`, found: 'no file' }),
      );
      continue;
    }
    const found = sha256(content);
    const foundRows = name.endsWith('.csv') ? countCsvRows(content) : rows;
    if (found !== expected || content.length !== bytes) {
      const state = (hash: string, size: number): string => `${size} bytes with SHA-256 ${hash}`;
      problems.push(
        chainProblem('PCI_FILE_ALTERED', {
          file,
          sequence,
          expected: state(expected, bytes),
          found: state(found, content.length),
        }),
      );
    } else if (foundRows !== rows) {
      const stated = foundRows === undefined ? 'no table' : `${foundRows} rows`;
      problems.push(
        chainProblem('PCI_FILE_ALTERED', { file, sequence, expected: `${rows} rows`, found: stated }),
      );
    }
  }
  return problems;
}

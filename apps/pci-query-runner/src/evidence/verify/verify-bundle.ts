import { sha256 } from '../manifest';
import { parseDocument } from '../chained-document';
import { MANIFEST_NAME } from '../review-draft';
import { signatureName } from '../signature-file';
import { chainProblem, type ChainProblem } from './chain-problem';
import { checkFiles, checkSignature } from './check-document';
import { evidenceNotFound, type EvidenceSource } from './evidence-source';
import type { FindKey } from './public-keys';
import type { Verdict, VerifiedReview } from './verify-chain';

/**
 * Verifies one bundle by itself: the signature of its manifest, the hash of every file that the manifest vouches for, its
 * sign-offs, and that there is nothing else. That it has its place in the chain can only be seen with the chain.
 *
 * `PCI_EVIDENCE_NOT_FOUND` where there is no manifest.
 */
export async function verifyBundle(source: EvidenceSource, findKey: FindKey): Promise<Verdict> {
  const bytes = await source.read(MANIFEST_NAME);
  if (bytes === undefined) throw evidenceNotFound(source.place);
  const manifest = parseDocument(bytes);
  const problems: ChainProblem[] = [];
  const reviews: VerifiedReview[] = [];
  if (manifest?.kind !== 'review') {
    const expected = 'a manifest';
    problems.push(
      chainProblem('PCI_DOCUMENT_ALTERED', { file: MANIFEST_NAME, expected, found: 'something else' }),
    );
  } else {
    const signature = await checkSignature(
      { name: MANIFEST_NAME, bytes, document: manifest },
      source,
      findKey,
    );
    problems.push(
      ...(signature === undefined ? [] : [signature]),
      ...(await checkFiles('', manifest, source)),
    );
    const accounted = new Set([MANIFEST_NAME, signatureName(MANIFEST_NAME)]);
    for (const { name } of manifest.evidence) accounted.add(name);
    const names = await source.names();
    const signOffs: VerifiedReview['signOffs'][number][] = [];
    for (const name of names) {
      const content = name.startsWith('sign-offs/') ? await source.read(name) : undefined;
      const document = content === undefined ? undefined : parseDocument(content);
      if (content === undefined || document?.kind !== 'sign-off') continue;
      accounted.add(name).add(signatureName(name));
      const problem = await checkSignature({ name, bytes: content, document }, source, findKey);
      if (problem !== undefined) problems.push(problem);
      const { reviewer, signedAt, manifest: signed, chain } = document;
      if (signed.sha256 !== sha256(bytes)) {
        const where = { file: name, expected: sha256(bytes), found: signed.sha256 };
        problems.push(chainProblem('PCI_SIGN_OFF_UNFOUNDED', where));
      }
      signOffs.push({ sequence: chain.sequence, reviewer, signedAt });
    }
    for (const name of names.filter((each) => !accounted.has(each))) {
      problems.push(
        chainProblem('PCI_FILE_UNLISTED', { file: name, expected: 'no such file', found: 'a file' }),
      );
    }
    reviews.push({
      date: manifest.date,
      pack: manifest.pack.id,
      sequence: manifest.chain.sequence,
      status: manifest.status,
      bundle: '',
      manifestSha256: sha256(bytes),
      signOffs,
    });
  }
  return {
    outcome: problems.length === 0 ? 'valid' : 'broken',
    place: source.place,
    links: 0,
    head: null,
    reviews,
    missingDays: [],
    drafts: [],
    problems,
  };
}

import { parseS3Uri, readText, type ObjectStore } from '@lakeward/s3';
import { EvidenceStore } from './evidence-store';
import { publish } from './publish';
import { reviewDraft, type ReviewContent } from './review-draft';
import type { Manifest } from './manifest';
import { reviewReport } from '../report/review-report';
import type { ReviewDependencies } from '../review/review';

/**
 * Writes the bundle of a reviewed day, signs it, and gives it its place in the pack's chain of evidence, which publishes it.
 * A run that was published before is answered as it was.
 */
export async function writeEvidence(
  content: Omit<ReviewContent, 'retention' | 'report'>,
  { settings, store, keyRing, clock }: Pick<ReviewDependencies, 'settings' | 'store' | 'keyRing' | 'clock'>,
): Promise<{ manifest: Manifest; manifestUri: string }> {
  const { evidenceBucket: bucket, evidencePrefix, retention, signingKey } = settings;
  const place = { bucket, prefix: `${evidencePrefix}${content.pack.id}/` };
  const draft = await reviewDraft({ ...content, retention, report: reviewReport });
  const evidence = new EvidenceStore(store, place, { retention, clock });
  const { name, document } = await publish(draft, evidence, { keyRing, signingKey });
  return { manifest: JSON.parse(document.toString('utf8')) as Manifest, manifestUri: evidence.uri(name) };
}

/** The manifest of a finished review. */
export async function readManifest(manifestUri: string, store: ObjectStore): Promise<Manifest> {
  return JSON.parse(await readText(store, parseS3Uri(manifestUri))) as Manifest;
}

import { parseS3Uri, readText, s3Uri, type ObjectRef, type ObjectStore } from '@lakeward/s3';
import type { Answer } from './ask-rules';
import type { DayFile } from './day-files';
import { jsonLines, type Manifest } from './manifest';
import type { Finding } from './review-answer';
import type { ReviewDependencies } from './review-day';

/** Writes the lists first and the manifest last: a manifest is only there when all it vouches for is. */
export async function writeEvidence(
  place: string,
  answer: Answer,
  rows: { readonly findings: readonly Finding[]; readonly files: readonly DayFile[] },
  { settings, store }: Pick<ReviewDependencies, 'settings' | 'store'>,
): Promise<{ manifest: Manifest; manifestUri: string }> {
  const ref = (name: string): ObjectRef => ({
    bucket: settings.evidenceBucket,
    key: `${settings.evidencePrefix}${place}/${name}`,
  });
  const lists = [jsonLines('findings.jsonl', rows.findings), jsonLines('files.jsonl', rows.files)];
  for (const { body, file } of lists) {
    await store.put(ref(file.name), body, { contentType: 'application/x-ndjson' });
  }
  const manifest: Manifest = {
    ...answer,
    bundle: s3Uri(ref('')),
    evidence: lists.map(({ file }) => file),
    retention: null,
    chain: { sequence: 0, previous: null },
    seal: { keyArn: '', algorithm: 'ECDSA_SHA_256', publicKeySha256: '' },
  };
  const at = ref('manifest.json');
  await store.put(at, `${JSON.stringify(manifest, undefined, 2)}\n`, { contentType: 'application/json' });
  return { manifest, manifestUri: s3Uri(at) };
}

/** The manifest of a finished review. */
export async function readManifest(manifestUri: string, store: ObjectStore): Promise<Manifest> {
  return JSON.parse(await readText(store, parseS3Uri(manifestUri))) as Manifest;
}

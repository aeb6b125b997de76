import { readText, s3Uri, type ObjectStore } from '@lakeward/s3';
import * as v from 'valibot';
import type { ReviewProblem } from '../review/review-problem';
import { readDigestFile, type DigestFile } from './digest-file';
import { SIDECAR } from './digest-name';
import { digestProblem } from './digest-problems';
import type { DigestObject } from './list-digests';

/** A digest that was read and not yet verified. */
export interface ReadDigest {
  readonly object: DigestObject;
  readonly uri: string;
  /** Its content, or what is wrong with it. */
  readonly content: DigestFile | ReviewProblem;
  /** The object's metadata, or that of the file beside it. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What `aws s3api head-object` prints, as far as it is used. */
const sidecar = v.object({ Metadata: v.record(v.string(), v.string()) });

/** Reads a digest and its metadata. A copy that lost its metadata may have them in a file beside it. */
export async function readDigest(
  object: DigestObject,
  sidecars: ReadonlySet<string>,
  store: ObjectStore,
): Promise<ReadDigest> {
  const uri = s3Uri(object.ref);
  const { body, metadata } = await store.get(object.ref);
  const content = await readDigestFile(body);
  const beside = object.ref.key + SIDECAR;
  const found =
    metadata['signature'] === undefined && sidecars.has(beside)
      ? await readSidecar({ ...object.ref, key: beside }, store)
      : metadata;
  return {
    object,
    uri,
    content:
      typeof content === 'string'
        ? digestProblem('PCI_DIGEST_MALFORMED', `it ${content}. Restore the object that was delivered.`, uri)
        : content,
    metadata: found,
  };
}

/** A file beside the digest that is none of ours says nothing: the digest's successor may. */
async function readSidecar(
  ref: DigestObject['ref'],
  store: ObjectStore,
): Promise<Readonly<Record<string, string>>> {
  try {
    return v.parse(sidecar, JSON.parse(await readText(store, ref))).Metadata;
  } catch (error) {
    if (error instanceof SyntaxError || v.isValiError(error)) return {};
    throw error;
  }
}

/** The content of a digest that could be read. */
export function contentOf({ content }: ReadDigest): DigestFile | undefined {
  return 'signed' in content ? content : undefined;
}

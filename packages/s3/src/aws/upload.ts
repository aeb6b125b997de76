import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3';
import { bodyChunks } from '../body-bytes';
import { invalidRequest } from '../object-errors';
import type { ObjectBody, ObjectRef, PutOptions, PutResult } from '../object-store';
import { s3Uri } from '../s3-uri';
import { conditionInput, putResult, writeInput } from './object-mapping';

/** Size of all parts but the last, in bytes: over the least S3 takes (5 MiB), and small enough to hold a few in a Lambda function. */
const partBytes = 8 * 1024 * 1024;

/** Parts on their way at a time. With the one being filled they are all the memory an upload takes: 24 MiB. */
const partsInFlight = 2;

/** The most parts of an upload ("Amazon S3 multipart upload limits"); here 78 GiB. */
const maxParts = 10_000;

/** Carries what a body failed with past the translation of errors of S3. */
export class BodyError extends Error {
  constructor(override readonly cause: unknown) {
    super('The body failed.');
    this.name = 'BodyError';
  }
}

/**
 * Writes the body: in one request if it fits into one part, else in parts. What is sent is always bytes in memory and never the
 * stream itself, so that each request can be repeated.
 */
export async function upload(
  client: S3Client,
  ref: ObjectRef,
  body: ObjectBody,
  options: PutOptions,
): Promise<PutResult> {
  const memory = new PartMemory();
  const parts = partsOf(body, memory);
  const first = await parts.next();
  if (first.done === true || first.value.isLast) {
    const input = { ...writeInput(ref, options), ...conditionInput(options.condition) };
    const bytes = first.done === true ? Buffer.alloc(0) : first.value.bytes;
    const { ETag, VersionId } = await client.send(new PutObjectCommand({ ...input, Body: bytes }));
    return putResult(ETag, VersionId);
  }
  return uploadParts(client, ref, { parts: after(first.value, parts), memory }, options);
}

interface Part {
  readonly bytes: Buffer;
  readonly isLast: boolean;
}

async function uploadParts(
  client: S3Client,
  ref: ObjectRef,
  { parts, memory }: { parts: AsyncIterable<Part>; memory: PartMemory },
  options: PutOptions,
): Promise<PutResult> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(writeInput(ref, options)));
  const place = { Bucket: ref.bucket, Key: ref.key, UploadId };
  const done: CompletedPart[] = [];
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const send = async (PartNumber: number, bytes: Buffer): Promise<void> => {
    const { ETag, ChecksumCRC32 } = await client.send(
      new UploadPartCommand({ ...place, PartNumber, Body: bytes, ChecksumAlgorithm: 'CRC32' }),
    );
    done.push({ PartNumber, ETag, ChecksumCRC32 });
    memory.giveBack(bytes);
  };
  try {
    let number = 0;
    for await (const { bytes } of parts) {
      number += 1;
      if (number > maxParts) throw tooLarge(ref);
      if (inFlight.size === partsInFlight) await Promise.race(inFlight);
      if (failures.length > 0) break;
      const sent: Promise<void> = send(number, bytes)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => inFlight.delete(sent));
      inFlight.add(sent);
    }
    await Promise.all(inFlight);
    if (failures.length > 0) throw failures[0];
    const Parts = done.sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
    const completion = { ...place, MultipartUpload: { Parts }, ...conditionInput(options.condition) };
    const { ETag, VersionId } = await client.send(new CompleteMultipartUploadCommand(completion));
    return putResult(ETag, VersionId);
  } catch (error) {
    // Parts that arrive after the abort would stay and cost.
    await Promise.all(inFlight);
    // Where even that fails, the bucket's lifecycle rule for incomplete uploads remains; why the upload failed matters more.
    await client.send(new AbortMultipartUploadCommand(place)).catch(() => undefined);
    throw error;
  }
}

async function* after(first: Part, rest: AsyncIterable<Part>): AsyncGenerator<Part, void, undefined> {
  yield first;
  yield* rest;
}

/**
 * The memory of parts, used over and over: a connection that is kept alive also keeps the bytes it sent last, so that what is
 * merely dropped is not free for long.
 */
class PartMemory {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.alloc(0);
  }

  giveBack(bytes: Buffer): void {
    this.#free.push(bytes);
  }
}

/** The body in parts of equal size, each in memory of its own; only the last may be smaller, and only an empty body has none. */
async function* partsOf(body: ObjectBody, memory: PartMemory): AsyncGenerator<Part, void, undefined> {
  let bytes = memory.take();
  let filled = 0;
  try {
    for await (const chunk of bodyChunks(body)) {
      for (let at = 0; at < chunk.length;) {
        if (filled === partBytes) {
          yield { bytes, isLast: false };
          bytes = memory.take();
          filled = 0;
        }
        bytes = withRoomFor(bytes, filled, chunk.length - at);
        const copied = chunk.copy(bytes, filled, at);
        filled += copied;
        at += copied;
      }
    }
  } catch (cause) {
    throw new BodyError(cause);
  }
  if (filled > 0) yield { bytes: bytes.subarray(0, filled), isLast: true };
}

/** Grows by doubling, up to a part: most objects are much smaller than one. */
function withRoomFor(bytes: Buffer, filled: number, more: number): Buffer {
  if (bytes.length >= Math.min(partBytes, filled + more)) return bytes;
  const grown = Buffer.allocUnsafeSlow(Math.min(partBytes, Math.max(filled + more, 2 * bytes.length)));
  bytes.copy(grown, 0, 0, filled);
  return grown;
}

function tooLarge(ref: ObjectRef) {
  return invalidRequest(
    `${s3Uri(ref)} would have more than ${maxParts * partBytes} bytes.`,
    'Split it into several objects.',
  );
}

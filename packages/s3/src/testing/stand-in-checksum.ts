import { createHash } from 'node:crypto';
import type { ObjectChecksum } from '../multipart-copy';

/** Algorithms whose checksums of uploads in parts depend on how they were cut. Source: "Checking object integrity", S3 User Guide. */
const COMPOSITE: readonly ObjectChecksum['algorithm'][] = ['SHA1', 'SHA256'];

/** Stands for the checksum that S3 keeps of a whole object: the same for the same bytes, though another function makes it. */
export function standInChecksum(
  bytes: Buffer,
  algorithm: ObjectChecksum['algorithm'] = 'CRC64NVME',
): ObjectChecksum {
  const value = createHash('sha1').update(algorithm).update(bytes).digest('base64');
  return { algorithm, type: 'FULL_OBJECT', value };
}

/** The same of an object made of parts: composite for those algorithms that S3 cannot put together. */
export function standInChecksumOfParts(
  parts: readonly Buffer[],
  algorithm?: ObjectChecksum['algorithm'],
): ObjectChecksum {
  if (algorithm === undefined || !COMPOSITE.includes(algorithm)) {
    return standInChecksum(Buffer.concat(parts), algorithm);
  }
  const values = parts.map((part) => standInChecksum(part, algorithm).value);
  const { value } = standInChecksum(Buffer.from(values.join('')), algorithm);
  return { algorithm, type: 'COMPOSITE', value: `${value}-${parts.length}` };
}

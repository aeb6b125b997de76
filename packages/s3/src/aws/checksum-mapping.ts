import type { ChecksumAlgorithm, ChecksumType, CompletedPart } from '@aws-sdk/client-s3';
import type { ObjectChecksum } from '../multipart-copy';

/** The members by which S3 tells and takes a checksum, one for each algorithm. */
type ChecksumMembers = Pick<
  CompletedPart,
  'ChecksumCRC32' | 'ChecksumCRC32C' | 'ChecksumCRC64NVME' | 'ChecksumSHA1' | 'ChecksumSHA256'
>;

const members = {
  CRC32: 'ChecksumCRC32',
  CRC32C: 'ChecksumCRC32C',
  CRC64NVME: 'ChecksumCRC64NVME',
  SHA1: 'ChecksumSHA1',
  SHA256: 'ChecksumSHA256',
} as const satisfies Record<ObjectChecksum['algorithm'], keyof ChecksumMembers>;

const algorithms = Object.keys(members) as ObjectChecksum['algorithm'][];

/** The checksum in an answer; undefined where S3 keeps none that is known here. */
export function checksumOf(
  answer: ChecksumMembers & { readonly ChecksumType?: ChecksumType | undefined },
): ObjectChecksum | undefined {
  for (const algorithm of algorithms) {
    const value = answer[members[algorithm]];
    if (value === undefined) continue;
    // Told since 2024; before, a hyphen was all that showed a composite.
    const type = answer.ChecksumType ?? (value.includes('-') ? 'COMPOSITE' : 'FULL_OBJECT');
    return { algorithm, type, value };
  }
  return undefined;
}

/** A part's checksum in the member of its algorithm. */
export function checksumMember(algorithm: ObjectChecksum['algorithm'], value: string): ChecksumMembers {
  return { [members[algorithm]]: value };
}

/** The algorithm of an upload, and how its checksum is made. Source: "Checking object integrity for data uploads". */
export function uploadChecksum(algorithm: ObjectChecksum['algorithm']): {
  ChecksumAlgorithm: ChecksumAlgorithm;
  ChecksumType: ChecksumType;
} {
  const isComposite = algorithm === 'SHA1' || algorithm === 'SHA256';
  return { ChecksumAlgorithm: algorithm, ChecksumType: isComposite ? 'COMPOSITE' : 'FULL_OBJECT' };
}

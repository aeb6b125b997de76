import { partBytesFor } from './part-plan';

/** Requests to S3 by how they are charged: PUT, COPY, POST and LIST are of one class, all others of the GET class. */
export interface CopyRequests {
  /** CreateMultipartUpload and UploadPartCopy; into an archive class they are charged as for STANDARD. */
  readonly parts: number;
  /** CompleteMultipartUpload, charged by the class that the copy has. */
  readonly completion: number;
  /** ListParts on the way, and PutObject of the record: PUT class, STANDARD. */
  readonly records: number;
  /** HeadObject, GetObjectTagging and GetObjectAcl: GET class, by the class of the object. */
  readonly looks: number;
  /** HeadObject of the record: GET class, STANDARD. */
  readonly recordLooks: number;
}

/** Looks at a version with all it says of itself: the source; what the copy goes on top of, before the upload and at its end. */
const LOOKS = 3;

/** Requests of one look: HeadObject, GetObjectTagging, GetObjectAcl. */
const REQUESTS_OF_A_LOOK = 3;

/** Parts that lie ready, and the algorithm of their checksums before they are put together. */
const LISTINGS = 2;

/** The record is made, and says that the upload is being completed, and that it is complete. */
const RECORD_STATES = 3;

/**
 * Requests of a copy in parts of one object of more than a part, when one invocation makes it and nothing stands in its way. A second
 * invocation looks at the source and the record again and lists uploads and parts; one that is tried again makes its request again.
 * Source of what is charged how: "Amazon S3 pricing", and for archive classes "Multipart upload and pricing", S3 User Guide.
 */
export function copyRequests(size: number): CopyRequests {
  return {
    parts: 1 + Math.ceil(size / partBytesFor(size)),
    completion: 1,
    records: LISTINGS + RECORD_STATES,
    looks: LOOKS * REQUESTS_OF_A_LOOK,
    recordLooks: 1,
  };
}

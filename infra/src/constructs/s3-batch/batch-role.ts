import type { Construct } from 'constructs';
import { mayReadManifests, mayWriteReports, type BucketFolder } from '../iam/batch-grants';
import type { Grant } from '../iam/grants';
import { ServiceRole } from '../iam/service-role';

export interface BatchRoleProps {
  readonly name: string;
  readonly description: string;
  readonly manifests: BucketFolder;
  readonly reports: BucketFolder;
  /** What the jobs do to the objects: one remedy's permissions and no other's. */
  readonly work: readonly Grant[];
}

/**
 * The role that S3 Batch Operations works as in jobs of one kind. A role of their own for each kind keeps a job of one kind
 * from doing what another may. AWS documents no condition on its trust; who may hand it over is said by `iam:PassRole`.
 */
export class BatchRole extends ServiceRole {
  constructor(scope: Construct, id: string, { name, description, manifests, reports, work }: BatchRoleProps) {
    super(scope, id, {
      name,
      description,
      service: 'batchoperations.s3.amazonaws.com',
      grants: [mayReadManifests(manifests), mayWriteReports(reports), ...work],
    });
  }
}

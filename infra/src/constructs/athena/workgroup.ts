import { AthenaWorkgroup } from '@cdktf/provider-aws/lib/athena-workgroup';
import { Construct } from 'constructs';

export interface WorkgroupProps {
  readonly name: string;
  readonly description: string;
  readonly resultsBucket: string;
  /** With trailing slash. */
  readonly resultsPrefix: string;
  readonly account: string;
  readonly keyArn: string;
  readonly bytesScannedCutoff: number;
  /**
   * True: location and encryption below hold whatever a query asks for. False only where queries must choose a location:
   * CREATE TABLE AS with `external_location` fails in an enforcing workgroup. Source: "CREATE TABLE AS", Athena's guide.
   */
  readonly enforced: boolean;
  readonly protected: boolean;
}

/** A workgroup with a byte limit for each query and encrypted results. */
export class Workgroup extends Construct {
  constructor(scope: Construct, id: string, props: WorkgroupProps) {
    super(scope, id);
    new AthenaWorkgroup(this, 'workgroup', {
      name: props.name,
      description: props.description,
      // The history of queries goes with the workgroup.
      forceDestroy: !props.protected,
      configuration: {
        enforceWorkgroupConfiguration: props.enforced,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: props.bytesScannedCutoff,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${props.resultsBucket}/${props.resultsPrefix}`,
          expectedBucketOwner: props.account,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKeyArn: props.keyArn },
        },
      },
    });
  }
}

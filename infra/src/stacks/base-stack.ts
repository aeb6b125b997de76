import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { S3Backend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { dataLakeOf, type DataLake } from '../data-lake';
import type { Environment } from '../environments/environment';
import { resourceName, type ResourceKind } from '../names';

/** Oldest Terraform whose S3 backend locks state in the bucket itself (`use_lockfile`). Source: Terraform 1.11 release notes. */
const LEAST_TERRAFORM = '>= 1.11.0';

/** What every stack has: provider, state of its own with its own lock, tags, and names. Written once, here. */
export abstract class BaseStack extends TerraformStack {
  readonly environment: Environment;
  readonly lake: DataLake;
  /** Name of the stack without its environment, such as `data-lake`. */
  readonly part: string;

  constructor(scope: Construct, part: string, environment: Environment) {
    super(scope, `${environment.name}-${part}`);
    this.environment = environment;
    this.part = part;
    this.lake = dataLakeOf(environment);
    const { account, region, stateBucket, owner } = environment;
    new AwsProvider(this, 'aws', {
      region,
      allowedAccountIds: [account],
      defaultTags: [
        {
          tags: {
            Project: 'lakeward',
            Environment: environment.name,
            Stack: part,
            Owner: owner,
            ManagedBy: 'terraform',
          },
        },
      ],
    });
    new S3Backend(this, {
      bucket: stateBucket,
      key: `lakeward/${environment.name}/${part}.tfstate`,
      region,
      encrypt: true,
      allowedAccountIds: [account],
    });
    this.addOverride('terraform.backend.s3.use_lockfile', true);
    this.addOverride('terraform.required_version', LEAST_TERRAFORM);
  }

  /** A name in this environment. */
  name(kind: ResourceKind, ...parts: readonly [string, ...string[]]): string {
    return resourceName(this.environment, kind, ...parts);
  }
}

import { AppError } from '@lakeward/core';
import { environmentFile } from './environments/environments';
import type { BaseStack } from './stacks/base-stack';

/** The argument that holds the name of a resource of each type; AWS allows each name once in an account and Region. */
const NAME_ARGUMENT: Readonly<Record<string, string>> = {
  aws_athena_workgroup: 'name',
  aws_cloudwatch_dashboard: 'dashboard_name',
  aws_cloudwatch_event_bus: 'name',
  aws_cloudwatch_event_rule: 'name',
  aws_cloudwatch_log_group: 'name',
  aws_cloudwatch_metric_alarm: 'alarm_name',
  aws_glue_catalog_database: 'name',
  aws_iam_role: 'name',
  aws_kms_alias: 'name',
  aws_lambda_function: 'function_name',
  aws_s3_bucket: 'bucket',
  aws_scheduler_schedule: 'name',
  aws_sns_topic: 'name',
  aws_sqs_queue: 'name',
};

/** Resources of a synthesized stack: type, then id, then arguments. */
interface Synthesized {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/**
 * `INFRA_NAME_TAKEN` where two resources of the stacks would bear the same name in the same account and Region, and where
 * one of ours would take the name of the log bucket, which exists already. Terraform would find out halfway through a deployment.
 */
export function checkUniqueNames(stacks: readonly BaseStack[]): void {
  const owners = new Map<string, string>();
  for (const { environment } of stacks) {
    owners.set(
      placed(environment, 'aws_s3_bucket', environment.pciQueryRunner.logBucket),
      `${environmentFile(environment.name)}: pciQueryRunner.logBucket`,
    );
  }
  for (const stack of stacks) {
    const { resource = {} } = stack.toTerraform() as Synthesized;
    for (const [type, resources] of Object.entries(resource)) {
      for (const [id, values] of Object.entries(resources)) {
        const name = values[NAME_ARGUMENT[type] ?? ''];
        if (typeof name !== 'string') continue;
        claim(owners, placed(stack.environment, type, name), `${stack.node.id}: ${type}.${id}`, name);
      }
    }
  }
}

function placed({ account, region }: BaseStack['environment'], type: string, name: string): string {
  return [account, region, type, name].join(' ');
}

function claim(owners: Map<string, string>, key: string, owner: string, name: string): void {
  const other = owners.get(key);
  if (other !== undefined) {
    throw new AppError({
      code: 'INFRA_NAME_TAKEN',
      message: `${other} and ${owner} are both called ${name} in one account and Region.`,
      remedy: 'Give one of the constructs another id, or one of the environments another name.',
    });
  }
  owners.set(key, owner);
}

import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { parseEnvironment, type EnvironmentOf, type EnvironmentSchema } from '@lakeward/config';
import { AppError } from '@lakeward/core';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { environmentFile } from '../../environments/environments';
import type { AppStack } from '../../stacks/app-stack';
import { Alarm, type AlarmProps, type Runbook } from '../alarms/alarm';
import { LogCodeAlarm } from '../alarms/log-code-alarm';
import type { DashboardFunction } from '../cloudwatch/app-dashboard';
import { mayLog, mayReadOwnEnvironment, mayTrace, type Grant } from '../iam/grants';
import { ServiceRole } from '../iam/service-role';

/** The longest that Lambda lets a function run. Source: "Lambda quotas". */
const LONGEST_TIMEOUT_SECONDS = 900;
/** Share of the timeout at which a run counts as nearly cut off. */
const NEARLY_TIMED_OUT = 0.9;

export interface NodeFunctionProps<Schema extends EnvironmentSchema> {
  /** What the function does, one sentence. */
  readonly description: string;
  /** Who is hurt when it fails, and how: one sentence, the first of every alarm. */
  readonly impact: string;
  readonly runbook: Runbook;
  /** The schema the function parses its environment with, from the app's contract. */
  readonly contract: Schema;
  /** Every variable of the contract: a forgotten one does not compile. */
  readonly environment: EnvironmentOf<NoInfer<Schema>>;
  readonly grants: readonly Grant[];
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Concurrent runs that are kept for it and that it cannot exceed. */
  readonly reservedConcurrency: number;
  /** Declared log events that call for somebody: code, and who is hurt. */
  readonly codeAlarms: Readonly<Record<string, string>>;
}

/**
 * One Lambda function with everything a function needs: its own role and log group, encrypted environment, reserved
 * concurrency, and alarms. What invokes it, and what becomes of events it gives up on, is said by the constructs built on it.
 */
export class NodeFunction<Schema extends EnvironmentSchema> extends Construct {
  readonly functionName: string;
  readonly description: string;
  /** Name and ARN as references to the resource, for what must be deployed after it; policies use computed ones. */
  readonly deployed: { readonly name: string; readonly arn: string };
  readonly #dashboard: Omit<DashboardFunction, 'alarmArns' | 'failedEventsQueue'>;
  readonly #alarms: string[] = [];
  readonly #stack: AppStack;
  readonly #meaning: Pick<AlarmProps, 'impact' | 'runbook'>;

  constructor(scope: AppStack, id: string, props: NodeFunctionProps<Schema>) {
    super(scope, id);
    const { environment: place, part: app } = scope;
    this.#stack = scope;
    this.#meaning = { impact: props.impact, runbook: props.runbook };
    this.functionName = scope.name('function', app, id);
    this.description = props.description;
    checkTimeout(this.functionName, props.timeoutSeconds);
    const variables = props.environment as Readonly<Record<string, string>>;
    checkVariables(scope, id, props.contract, variables);

    const logs = new CloudwatchLogGroup(this, 'logs', {
      name: `/aws/lambda/${this.functionName}`,
      retentionInDays: place.operations.logRetentionDays,
      kmsKeyId: scope.operationsKeyArn,
    });
    const role = new ServiceRole(this, 'role', {
      name: scope.name('role', app, id),
      description: props.description,
      service: 'lambda.amazonaws.com',
      grants: [
        mayLog(place, `/aws/lambda/${this.functionName}`),
        mayReadOwnEnvironment(place, this.functionName, scope.operationsKeyArn),
        ...(place.operations.tracing ? [mayTrace()] : []),
        ...props.grants,
      ],
    });
    const code = new TerraformAsset(this, 'code', {
      path: scope.bundles(app, id),
      type: AssetType.ARCHIVE,
    });
    const lambda = new LambdaFunction(this, 'function', {
      functionName: this.functionName,
      description: props.description,
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      filename: code.path,
      // The hash of the files: two zips of the same files differ in their time stamps.
      sourceCodeHash: code.assetHash,
      role: role.arn,
      timeout: props.timeoutSeconds,
      memorySize: props.memoryMegabytes,
      reservedConcurrentExecutions: props.reservedConcurrency,
      kmsKeyArn: scope.operationsKeyArn,
      environment: { variables },
      tracingConfig: { mode: place.operations.tracing ? 'Active' : 'PassThrough' },
      loggingConfig: { logFormat: 'JSON', logGroup: logs.name },
    });
    this.deployed = { name: lambda.functionName, arn: lambda.arn };
    this.#addAlarms(props);
    this.#dashboard = {
      name: this.functionName,
      timeoutSeconds: props.timeoutSeconds,
      codes: this.#addCodeAlarms(props, logs.name),
    };
  }

  /** What the app's dashboard shows of it. */
  get dashboard(): DashboardFunction {
    return { ...this.#dashboard, alarmArns: this.#alarms };
  }

  /** An alarm on the function with its impact and runbook; `what` becomes part of its name. */
  addAlarm(what: string, alarm: Omit<AlarmProps, 'name' | 'impact' | 'runbook' | 'topicArn'>): void {
    const { arn } = new Alarm(this, `${what}-alarm`, {
      ...alarm,
      ...this.#meaning,
      name: this.#stack.name('alarm', this.#stack.part, this.node.id, what),
      topicArn: this.#stack.alarmTopicArn,
    });
    this.#alarms.push(arn);
  }

  #addAlarms({ timeoutSeconds }: NodeFunctionProps<Schema>): void {
    const ofFunction = (metricName: string) => ({
      metric: {
        namespace: 'AWS/Lambda',
        metricName,
        dimensions: { FunctionName: this.functionName },
      },
      periodSeconds: 300,
      comparison: 'GreaterThanOrEqualToThreshold' as const,
      missingData: 'notBreaching' as const,
    });
    this.addAlarm('errors', { ...ofFunction('Errors'), statistic: 'Sum', threshold: 1 });
    this.addAlarm('throttles', { ...ofFunction('Throttles'), statistic: 'Sum', threshold: 1 });
    this.addAlarm('duration', {
      ...ofFunction('Duration'),
      statistic: 'Maximum',
      threshold: timeoutSeconds * 1_000 * NEARLY_TIMED_OUT,
    });
  }

  #addCodeAlarms({ codeAlarms, runbook }: NodeFunctionProps<Schema>, logGroup: string) {
    return Object.entries(codeAlarms).map(([code, impact]) => {
      const what = code.toLowerCase().replaceAll('_', '-');
      const { alarm, metric } = new LogCodeAlarm(this, what, {
        name: this.#stack.name('alarm', this.#stack.part, this.node.id, what),
        code,
        impact,
        runbook,
        functionName: this.functionName,
        logGroup,
        topicArn: this.#stack.alarmTopicArn,
      });
      this.#alarms.push(alarm.arn);
      return metric;
    });
  }
}

function checkTimeout(functionName: string, seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_TIMEOUT_SECONDS) return;
  throw new AppError({
    code: 'INFRA_INVALID_TIMEOUT',
    message: `The timeout of ${functionName} is ${seconds} s; Lambda allows 1 to ${LONGEST_TIMEOUT_SECONDS}.`,
    remedy: "Change LIMITS in the app's contract.",
  });
}

/** Parses the variables as the function will: what it would refuse at its first run is refused here. */
function checkVariables(
  { environment, part }: AppStack,
  id: string,
  contract: EnvironmentSchema,
  variables: Readonly<Record<string, string>>,
): void {
  try {
    parseEnvironment(contract, variables);
  } catch (cause) {
    throw new AppError({
      code: 'INFRA_INVALID_ENVIRONMENT',
      message: `${environmentFile(environment.name)}: ${part}/${id} would refuse its environment. ${(cause as Error).message}`,
      remedy: 'Correct the settings that these variables are made of.',
      cause,
    });
  }
}

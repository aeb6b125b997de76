import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import type { EnvironmentSchema } from '@lakeward/config';
import { Construct } from 'constructs';
import type { AppStack } from '../../stacks/app-stack';
import type { AsynchronousFunction } from '../lambda/asynchronous-function';
import type { EventPattern } from './event-pattern';

/** EventBridge tries a delivery that Lambda refused this often again, and this long. Most that it allows: 185 and 24 h. */
const DELIVERY_RETRIES = 30;
const DELIVERY_AGE_SECONDS = 6 * 60 * 60;

/** Name of the rule that hands a function one kind of event. */
export function ruleName(scope: AppStack, functionId: string, what: string): string {
  return scope.name('rule', scope.part, functionId, what);
}

/** Hands a function every event of the default bus that matches; one that cannot be handed over lies in the function's queue. */
export class EventRule<Schema extends EnvironmentSchema> extends Construct {
  constructor(target: AsynchronousFunction<Schema>, scope: AppStack, what: string, pattern: EventPattern) {
    super(target, `${what}-rule`);
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: ruleName(scope, target.node.id, what),
      description: target.description,
      eventPattern: JSON.stringify(pattern),
    });
    const permission = new LambdaPermission(this, 'permission', {
      statementId: what,
      action: 'lambda:InvokeFunction',
      functionName: target.deployed.name,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      targetId: 'function',
      arn: target.deployed.arn,
      retryPolicy: {
        maximumRetryAttempts: DELIVERY_RETRIES,
        maximumEventAgeInSeconds: DELIVERY_AGE_SECONDS,
      },
      deadLetterConfig: { arn: target.failedEvents.arn },
      // A refused delivery is not tried again: EventBridge must be let in first.
      dependsOn: [permission],
    });
  }
}

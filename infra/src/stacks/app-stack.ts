import { DataAwsKmsAlias } from '@cdktf/provider-aws/lib/data-aws-kms-alias';
import type { Construct } from 'constructs';
import { arns } from '../arns';
import type { Bundles } from '../bundles';
import { AppDashboard, type DashboardFunction } from '../constructs/cloudwatch/app-dashboard';
import type { Environment } from '../environments/environment';
import { BaseStack } from './base-stack';

/** What an app stack is built from. */
export interface AppStackProps {
  readonly environment: Environment;
  readonly bundles: Bundles;
}

/** The stack of one app: its functions and their alarms. It owns no data; the data lake's stack does. */
export abstract class AppStack extends BaseStack {
  readonly bundles: Bundles;
  /** ARNs of the data lake's keys, found by alias: the only ARNs that names do not give. */
  readonly dataKeyArn: string;
  readonly operationsKeyArn: string;
  readonly alarmTopicArn: string;

  constructor(scope: Construct, app: string, { environment, bundles }: AppStackProps) {
    super(scope, app, environment);
    this.bundles = bundles;
    this.dataKeyArn = this.keyOf('data-key', this.lake.dataKey);
    this.operationsKeyArn = this.keyOf('operations-key', this.lake.operationsKey);
    this.alarmTopicArn = arns.topic(environment, this.lake.alarmTopic);
  }

  /** ARN of the key behind an alias, which must be there when the stack is planned. */
  protected keyOf(id: string, alias: string): string {
    return new DataAwsKmsAlias(this, id, { name: alias }).targetKeyArn;
  }

  /** The app's one dashboard. */
  protected addDashboard(functions: readonly DashboardFunction[]): void {
    new AppDashboard(this, 'dashboard', {
      name: this.name('dashboard', this.part),
      region: this.environment.region,
      functions,
    });
  }
}

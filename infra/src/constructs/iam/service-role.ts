import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { Grant } from './grants';
import { identityPolicy, trustPolicy, type Conditions } from './statement';

export interface ServiceRoleProps {
  readonly name: string;
  readonly description: string;
  /** Service principal that takes the role, such as `lambda.amazonaws.com`. */
  readonly service: string;
  /** Whom the service must act for; guards against a confused deputy. */
  readonly trustConditions?: Conditions;
  readonly grants: readonly Grant[];
}

/** A role that one AWS service takes for one purpose; its policy is the sum of its grants. */
export class ServiceRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const role = new IamRole(this, 'role', {
      name: props.name,
      description: props.description,
      assumeRolePolicy: trustPolicy(props.service, props.trustConditions),
    });
    new IamRolePolicy(this, 'policy', {
      name: 'grants',
      role: role.name,
      policy: identityPolicy(props.grants.flatMap(({ statements }) => statements)),
    });
    this.arn = role.arn;
  }
}

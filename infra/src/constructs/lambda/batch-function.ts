import type { EnvironmentSchema } from '@lakeward/config';
import { mayInvoke, type Grant } from '../iam/grants';
import type { AppStack } from '../../stacks/app-stack';
import { NodeFunction, type NodeFunctionProps } from './node-function';

/**
 * A function that S3 Batch Operations invokes for each object of a job. S3 waits for the answer, tries temporary failures again and
 * writes the others to the job's report, so there is no queue for failed events. Nobody may invoke it but the role that is given
 * {@link BatchFunction.invocation}.
 */
export class BatchFunction<Schema extends EnvironmentSchema> extends NodeFunction<Schema> {
  /** For the role of the jobs that invoke it. */
  readonly invocation: Grant;

  constructor(scope: AppStack, id: string, props: NodeFunctionProps<Schema>) {
    super(scope, id, props);
    this.invocation = mayInvoke(scope.environment, this.functionName);
  }
}

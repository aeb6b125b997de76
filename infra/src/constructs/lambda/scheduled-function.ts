import type { EnvironmentSchema } from '@lakeward/config';
import type { AppStack } from '../../stacks/app-stack';
import { Schedule, type Rhythm } from '../scheduler/schedule';
import { AsynchronousFunction } from './asynchronous-function';
import type { NodeFunctionProps } from './node-function';

/** A function that runs by the clock; see {@link Schedule} for the event it is handed. */
export class ScheduledFunction<Schema extends EnvironmentSchema> extends AsynchronousFunction<Schema> {
  constructor(scope: AppStack, id: string, props: NodeFunctionProps<Schema> & { readonly rhythm: Rhythm }) {
    super(scope, id, props);
    new Schedule(scope, this, props.rhythm);
  }
}

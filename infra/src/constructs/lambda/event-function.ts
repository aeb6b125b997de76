import type { EnvironmentSchema } from '@lakeward/config';
import { arns } from '../../arns';
import type { AppStack } from '../../stacks/app-stack';
import type { EventPattern } from '../events/event-pattern';
import { EventRule, ruleName } from '../events/event-rule';
import { Schedule, type Rhythm } from '../scheduler/schedule';
import { AsynchronousFunction } from './asynchronous-function';
import type { NodeFunctionProps } from './node-function';

export interface EventFunctionProps<Schema extends EnvironmentSchema> extends NodeFunctionProps<Schema> {
  /** Events of the account's default bus that it is handed as they are, by a short name each. */
  readonly events: Readonly<Record<string, EventPattern>>;
  /**
   * Events are best effort. Where a lost one would leave work undone, the same function also runs by the clock, with
   * `{"time": "<scheduled time>"}`, and looks for what it missed.
   */
  readonly sweep?: Rhythm;
}

/** A function that reacts to events of AWS services, taken from the default event bus by rules. */
export class EventFunction<Schema extends EnvironmentSchema> extends AsynchronousFunction<Schema> {
  constructor(scope: AppStack, id: string, props: EventFunctionProps<Schema>) {
    const { events, sweep } = props;
    const ruleArns = Object.keys(events).map((what) =>
      arns.rule(scope.environment, ruleName(scope, id, what)),
    );
    super(scope, id, props, [{ service: 'events.amazonaws.com', sourceArns: ruleArns }]);
    for (const [what, pattern] of Object.entries(events)) new EventRule(this, scope, what, pattern);
    if (sweep !== undefined) new Schedule(scope, this, sweep);
  }
}

import { eventHandler, type HandlerParts } from '@lakeward/lambda';
import { guardPolicyEvent } from '../contract';
import { guardPolicy, type GuardDependencies } from './guard-policy';

/** Shows what guards would change in a bucket's policy, or changes it. */
export const guardPolicyHandler = (parts: HandlerParts<GuardDependencies>) =>
  eventHandler({ ...parts, input: guardPolicyEvent, handle: guardPolicy });

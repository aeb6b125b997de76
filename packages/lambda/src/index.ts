export {
  batchTaskHandler,
  type BatchTask,
  type BatchTaskEvent,
  type BatchTaskHandlerParts,
} from './batch-task-handler';
export { eventHandler, type EventHandlerParts } from './event-handler';
export { translateFailure, type Failure } from './failure';
export {
  INVOCATION_COMPLETED,
  INVOCATION_FAILED,
  INVOCATION_STARTED,
  type HandlerParts,
  type Invocation,
  type InvocationContext,
} from './invocation';
export { lazy } from './lazy';
export { queueHandler, type QueueHandlerParts } from './queue-handler';

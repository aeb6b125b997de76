import { eventHandler, type HandlerParts } from '@lakeward/lambda';
import { queryStateEvent } from '../contract';
import { onQueryState } from './on-query-state';
import type { ReviewDependencies } from '../review/review';

/** Finishes the review whose query is over, as EventBridge tells. */
export const onQueryStateHandler = (parts: HandlerParts<ReviewDependencies>) =>
  eventHandler({
    ...parts,
    input: queryStateEvent,
    handle: ({ detail: { queryExecutionId: queryId, currentState: state } }, dependencies, invocation) =>
      onQueryState({ queryId, state }, dependencies, invocation),
  });

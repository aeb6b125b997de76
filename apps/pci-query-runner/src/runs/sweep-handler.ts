import { eventHandler, type HandlerParts } from '@lakeward/lambda';
import { sweepEvent } from '../contract';
import type { ReviewDependencies } from '../review/review';
import { sweep } from './sweep';

/** Finishes what nobody is at, on a schedule. */
export const sweepHandler = (parts: HandlerParts<ReviewDependencies>) =>
  eventHandler({
    ...parts,
    input: sweepEvent,
    handle: (_, dependencies, invocation) => sweep(dependencies, invocation),
  });

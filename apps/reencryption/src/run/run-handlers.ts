import { eventHandler, type HandlerParts } from '@lakeward/lambda';
import { approveEvent, jobStateEvent, objectCreatedEvent, scheduledEvent } from '../contract';
import { decide } from './decide';
import type { DecideDependencies, FollowDependencies, FollowJobDependencies } from './run-dependencies';
import { sweep } from './sweep';
import { takeReport } from './take-report';
import { watchJob } from './watch-job';

/** Carries out what somebody has decided about a plan. */
export const approveHandler = (parts: HandlerParts<DecideDependencies>) =>
  eventHandler({
    ...parts,
    input: approveEvent,
    handle: async ({ remedies: wanted, ...event }, dependencies) => {
      // Whoever decides by hand has confirmed: no job is left waiting for a second word.
      const decision = { ...event, confirm: true, ...(wanted === undefined ? {} : { remedies: wanted }) };
      const { place, remedies } = await decide(decision, dependencies);
      return {
        place,
        remedies: remedies.map(({ remedy, decision: made, jobs }) => ({
          remedy,
          decision: made,
          jobs: jobs.map(({ name, round, id, objects }) => ({ name, round, id, objects })),
        })),
      };
    },
  });

/** Records how the job of the event stands, and cancels it where it is not what was approved. */
export const onJobStateHandler = (parts: HandlerParts<FollowJobDependencies>) =>
  eventHandler({
    ...parts,
    input: jobStateEvent,
    handle: async ({ detail }, dependencies) => {
      const { outcome } = await watchJob(detail.serviceEventDetails.jobId, dependencies);
      return { outcome };
    },
  });

/** Takes in the completion report whose manifest was written. */
export const onBatchReportHandler = (parts: HandlerParts<FollowDependencies>) =>
  eventHandler({
    ...parts,
    input: objectCreatedEvent,
    handle: async ({ detail: { bucket, object } }, dependencies) => {
      const { outcome } = await takeReport({ bucket: bucket.name, key: object.key }, dependencies);
      return { outcome };
    },
  });

/** Looks after all open runs. */
export const sweepHandler = (parts: HandlerParts<FollowDependencies>) =>
  eventHandler({ ...parts, input: scheduledEvent, handle: (_event, dependencies) => sweep(dependencies) });

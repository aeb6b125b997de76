export {
  embeddedGuarding,
  embeddedPlanning,
  embeddedProving,
  embeddedRunning,
  type EmbeddedPlan,
  type EmbeddedPlanning,
  type EmbeddedRun,
  type EmbeddedRunning,
} from './embedded-dependencies';
export { ACTIONS, GUARDS } from './contract';
export type { Goal } from './plan/goal';
export { guardPolicy, type GuardChange } from './guard/guard-policy';
export type { Guard } from './guard/guard-statements';
export type { Plan, PlanNote, RemedyTally, Tally } from './plan/plan';
export { planSnapshot, type PlannedSnapshot, type PlanStep } from './plan/plan-snapshot';
export type { Proof } from './proof/proof-record';
export { proveRun, type Proven } from './proof/prove-run';
export type { Action, Remedy } from './plan/remedies';
export { needsPersonOfBucket } from './report/needs-person-of-bucket';
export type { NeedsPerson, RunReport } from './report/report-model';
export { reportRuns, writeRunReport, type WrittenRunReport } from './report/write-run-report';
export { decide, type Decided, type Decision } from './run/decide';
export { notePlan } from './run/note-plan';
export { runToTheEnd } from './run/run-to-the-end';
export type { JobRecord, RemedyRecord } from './run/run-records';
export { bucketStatus, type BucketState, type BucketStatus } from './run/status';

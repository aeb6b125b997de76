export { embeddedPlanning, type EmbeddedPlan, type EmbeddedPlanning } from './embedded-dependencies';
export type { Goal } from './goal';
export type { Plan, PlanNote, RemedyTally, Tally } from './plan';
export { planSnapshot, type PlannedSnapshot, type PlanStep } from './plan-snapshot';

/** The exports of `'wirebook'`, which learners import. */

export {
  type CheckCallOptions,
  type CheckResult,
  type OpenExercise,
  openExercise,
} from './check/open-exercise.ts';
export { type Diagnosis, doctor } from './doctor/index.ts';
export { type Progress, type ProgressRow, progress } from './exercise/progress.ts';
export * from './lab/index.ts';
export * from './socket/index.ts';

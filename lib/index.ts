/** What a learner may import from `'wirebook'`. */

export { type Diagnosis, doctor } from './doctor/index.ts';
export {
  type CheckCallOptions,
  type CheckResult,
  type OpenExercise,
  openExercise,
} from './exercise/open.ts';
export { type Progress, type ProgressRow, progress } from './exercise/progress.ts';
export * from './lab/index.ts';
export * from './socket/index.ts';

/** Defining an exercise's checks: what `solutions/NN-name.checks.ts` imports. */

export type { Client, ClientOptions, Received } from './client.ts';
export {
  type CheckOptions,
  type CheckScene,
  type CheckTools,
  defineExercise,
  type Exercise,
} from './define.ts';
export type { Random } from './random.ts';
export { type Remote, RemoteError } from './remote.ts';
export type { Scale } from './unhurried.ts';

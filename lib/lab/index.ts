/** The instruments: what a learner uses of them. */

export { background, stopAll } from './background.ts';
export type {
  Background,
  BackgroundFunction,
  BackgroundOptions,
  BackgroundTools,
} from './background-cell.ts';
export { type Lesson, openLesson } from './lesson.ts';

import { describeExercise } from '../describe-exercise.ts';

describeExercise('02-server-lifecycle');

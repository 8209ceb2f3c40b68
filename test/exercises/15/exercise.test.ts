import { describeExercise } from '../describe-exercise.ts';

describeExercise('15-errors-and-time');

import { describeExercise } from '../describe-exercise.ts';

describeExercise('08-http-by-hand');

import { describeExercise } from '../describe-exercise.ts';

describeExercise('12-concurrency');

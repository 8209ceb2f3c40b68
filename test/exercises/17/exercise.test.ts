import { describeExercise } from '../describe-exercise.ts';

describeExercise('17-defence');

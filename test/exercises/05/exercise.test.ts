import { describeExercise } from '../describe-exercise.ts';

describeExercise('05-closing');

import { describeExercise } from '../describe-exercise.ts';

describeExercise('07-framing');

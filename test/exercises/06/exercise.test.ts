import { describeExercise } from '../describe-exercise.ts';

describeExercise('06-node-wrappers');

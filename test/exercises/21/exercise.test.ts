import { describeExercise } from '../describe-exercise.ts';

describeExercise('21-ecosystem');

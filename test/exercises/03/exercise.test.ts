import { describeExercise } from '../describe-exercise.ts';

describeExercise('03-client-lifecycle');

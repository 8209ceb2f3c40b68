import { describeExercise } from '../describe-exercise.ts';

describeExercise('16-stopping');

import { describeExercise } from '../describe-exercise.ts';

describeExercise('20-scanning');

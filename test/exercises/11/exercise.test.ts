import { describeExercise } from '../describe-exercise.ts';

describeExercise('11-many-at-once');

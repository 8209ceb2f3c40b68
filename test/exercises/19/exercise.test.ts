import { describeExercise } from '../describe-exercise.ts';

describeExercise('19-between-machines');

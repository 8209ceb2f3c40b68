import { describeExercise } from '../describe-exercise.ts';

describeExercise('00-start-here');

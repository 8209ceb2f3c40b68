import { describeExercise } from '../describe-exercise.ts';

describeExercise('13-tuning');

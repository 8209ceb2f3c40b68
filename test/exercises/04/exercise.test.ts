import { describeExercise } from '../describe-exercise.ts';

describeExercise('04-reading-and-writing');

import { describeExercise } from '../describe-exercise.ts';

describeExercise('10-unix-sockets');

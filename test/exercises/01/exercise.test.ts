import { describeExercise } from '../describe-exercise.ts';

describeExercise('01-sockets-and-addresses');

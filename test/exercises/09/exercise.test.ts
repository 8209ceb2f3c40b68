import { describeExercise } from '../describe-exercise.ts';

describeExercise('09-udp');

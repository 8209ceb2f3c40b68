import { describeExercise } from '../describe-exercise.ts';

describeExercise('18-tls');

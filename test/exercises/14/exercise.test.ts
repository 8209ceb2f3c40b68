import { describeExercise } from '../describe-exercise.ts';

describeExercise('14-chat');

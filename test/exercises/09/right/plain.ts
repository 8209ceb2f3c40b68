/** A right answer to exercise 09, in classes. */

import { Clock, clockAnswer } from '../clock.ts';
import { FileServer, fileAnswer } from '../file-server.ts';
import { Question, questionAnswer } from '../question.ts';

export const openTimeServer = clockAnswer(Clock);
export const ask = questionAnswer(Question);
export const openFileServer = fileAnswer(FileServer);

/** Lets the timer of its wait run on. */

import { setTimeout as delay } from 'node:timers/promises';
import { Question, questionAnswer } from '../../question.ts';

class Wrong extends Question {
  override async receive(timeout: number): Promise<Buffer> {
    const late = delay(timeout).then(() => {
      throw Object.assign(new Error('No answer'), { code: 'ETIMEDOUT' });
    });
    return Promise.race([super.receive(timeout + 1), late]);
  }
}

export const ask = questionAnswer(Wrong);

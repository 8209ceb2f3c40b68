/** Goes on waiting after an empty answer. */

import { Question, questionAnswer } from '../../question.ts';

class Wrong extends Question {
  override async receive(timeout: number): Promise<Buffer> {
    for (;;) {
      const data = await super.receive(timeout);
      if (data.length > 0) return data;
    }
  }
}

export const ask = questionAnswer(Wrong);

/** Closes its socket only when an answer has come. */

import { Question, questionAnswer } from '../../question.ts';

class Wrong extends Question {
  override async ask(): Promise<string> {
    await this.open();
    const answer = await this.attemptAll();
    this.close();
    return answer;
  }
}

export const ask = questionAnswer(Wrong);

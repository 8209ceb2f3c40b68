/** Has room for what a cable carries in one packet. */

import { Question, questionAnswer } from '../../question.ts';

class Wrong extends Question {
  override receive(timeout: number): Promise<Buffer> {
    return this.socket.recv(1500, { timeout });
  }
}

export const ask = questionAnswer(Wrong);

/** Waits as long after a refusal as after nothing. */

import { setTimeout as delay } from 'node:timers/promises';
import { Question, questionAnswer } from '../../question.ts';

class Wrong extends Question {
  override async receive(timeout: number): Promise<Buffer> {
    const deadline = performance.now() + timeout;
    try {
      return await super.receive(timeout);
    } catch (error) {
      await delay(deadline - performance.now());
      throw error;
    }
  }

  override isSilence(): boolean {
    return true;
  }
}

export const ask = questionAnswer(Wrong);

/** Takes a new socket for each attempt. */

import { UdpSocket } from 'wirebook';
import { Question, questionAnswer } from '../../question.ts';

class Wrong extends Question {
  override async send(): Promise<void> {
    this.socket.close();
    this.socket = new UdpSocket();
    await this.open();
    await super.send();
  }
}

export const ask = questionAnswer(Wrong);

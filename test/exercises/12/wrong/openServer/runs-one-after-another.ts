/** Runs the job of a client when that of the client before is done. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  #last: Promise<unknown> = Promise.resolve();

  override answerTo(line: Buffer, client: TcpSocket): Promise<string> {
    const answer = this.#last.then(() => super.answerTo(line, client));
    this.#last = answer;
    return answer;
  }
}

export const openServer = serverAnswer(Wrong);

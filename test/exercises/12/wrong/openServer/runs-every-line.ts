/** Runs the lines that stand behind the first one, too. */

import type { TcpSocket } from 'wirebook';
import { type Line, LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  override async answerTo(line: Buffer, client: TcpSocket): Promise<string> {
    const answer = await super.answerTo(line, client);
    for (const rest of this.#rest) await super.answerTo(Buffer.from(rest), client);
    return answer;
  }

  #rest: string[] = [];

  override lineOf(bytes: Buffer): Line {
    this.#rest = String(bytes).split('\n').slice(1, -1);
    return super.lineOf(bytes);
  }
}

export const openServer = serverAnswer(Wrong);

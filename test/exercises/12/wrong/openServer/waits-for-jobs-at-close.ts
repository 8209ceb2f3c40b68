/** Waits for the answers of all jobs before it closes. */

import type { TcpSocket } from 'wirebook';
import { LineServer, serverAnswer } from '../../server.ts';

class Wrong extends LineServer {
  readonly #jobs = new Set<Promise<string>>();

  override answerTo(line: Buffer, client: TcpSocket): Promise<string> {
    const answer = super.answerTo(line, client);
    this.#jobs.add(answer);
    answer.finally(() => this.#jobs.delete(answer)).catch(() => {});
    return answer;
  }

  override async close(): Promise<void> {
    await Promise.all(this.#jobs);
    await super.close();
  }
}

export const openServer = serverAnswer(Wrong);

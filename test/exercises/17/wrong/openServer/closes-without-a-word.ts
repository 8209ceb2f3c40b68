/** Closes those who are one too many without 503. */

import type { TcpSocket } from 'wirebook';
import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  override async refuse(client: TcpSocket, reply: string): Promise<void> {
    if (reply !== '503\n') await super.refuse(client, reply);
  }
}

export const openServer = serverAnswer(Wrong);

/** Frees no place when it has refused a line. */

import type { TcpSocket } from 'wirebook';
import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  #kept = 0;

  override async refuse(client: TcpSocket, reply: string): Promise<void> {
    if (reply === '413\n') this.#kept += 1;
    await super.refuse(client, reply);
  }

  override hasPlace(who: string): boolean {
    return super.hasPlace(who) && this.places.size + this.#kept < this.limits.places;
  }
}

export const openServer = serverAnswer(Wrong);

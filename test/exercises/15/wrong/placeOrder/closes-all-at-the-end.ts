/** Closes the sockets of all attempts when the order is over. */

import type { TcpSocket } from '../../../../../lib/socket/index.ts';
import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  readonly #kept: TcpSocket[] = [];

  override leave(socket: TcpSocket): void {
    this.#kept.push(socket);
  }

  override async run(): Promise<string> {
    try {
      return await super.run();
    } finally {
      for (const socket of this.#kept) socket.close();
    }
  }
}

export const placeOrder = orderAnswer(Wrong);

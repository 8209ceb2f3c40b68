/** Leaves the socket of the attempt that succeeds open. */

import type { TcpSocket } from '../../../../../lib/socket/index.ts';
import { Order, orderAnswer } from '../../order.ts';

const kept: TcpSocket[] = [];

class Wrong extends Order {
  override async attempt(): Promise<string> {
    const deadline = this.deadline();
    const socket = await this.open(deadline);
    kept.push(socket);
    try {
      await socket.sendAll(this.line(), { deadline });
      return await this.answer(socket, deadline);
    } catch (error) {
      socket.close();
      throw error;
    }
  }
}

export const placeOrder = orderAnswer(Wrong);

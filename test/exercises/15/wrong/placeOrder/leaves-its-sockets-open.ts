/** Leaves the sockets of failed attempts open. */

import type { TcpSocket } from '../../../../../lib/socket/index.ts';
import { Order, orderAnswer } from '../../order.ts';

const kept: TcpSocket[] = [];

class Wrong extends Order {
  override async attempt(): Promise<string> {
    const deadline = this.deadline();
    const socket = await this.open(deadline);
    kept.push(socket);
    await socket.sendAll(this.line(), { deadline });
    const answer = await this.answer(socket, deadline);
    socket.close();
    return answer;
  }
}

export const placeOrder = orderAnswer(Wrong);

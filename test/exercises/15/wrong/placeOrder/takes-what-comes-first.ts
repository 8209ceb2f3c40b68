/** Takes what the first recv returns for the answer. */

import type { TcpSocket } from '../../../../../lib/socket/index.ts';
import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override async answer(socket: TcpSocket, deadline: number): Promise<string> {
    const piece = await socket.recv(1000, { deadline });
    return String(piece).split('\n')[0] ?? '';
  }
}

export const placeOrder = orderAnswer(Wrong);

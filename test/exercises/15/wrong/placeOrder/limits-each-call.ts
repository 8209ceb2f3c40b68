/** Limits each call, and not the attempt. */

import type { TcpSocket } from '../../../../../lib/socket/index.ts';
import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override async answer(socket: TcpSocket): Promise<string> {
    const { timeout } = this.limits;
    const slow = { recv: (size: number) => socket.recv(size, { timeout }) };
    return super.answer(slow as TcpSocket, 0);
  }
}

export const placeOrder = orderAnswer(Wrong);

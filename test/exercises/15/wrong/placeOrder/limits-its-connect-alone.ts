/** Limits its connect, and nothing behind it. */

import type { TcpSocket } from '../../../../../lib/socket/index.ts';
import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override async answer(socket: TcpSocket): Promise<string> {
    return super.answer(socket, Number.POSITIVE_INFINITY);
  }
}

export const placeOrder = orderAnswer(Wrong);

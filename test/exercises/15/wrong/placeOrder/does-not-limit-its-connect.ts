/** Does not limit its connect. */

import type { TcpSocket } from '../../../../../lib/socket/index.ts';
import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override async open(): Promise<TcpSocket> {
    return super.open(Number.POSITIVE_INFINITY);
  }
}

export const placeOrder = orderAnswer(Wrong);

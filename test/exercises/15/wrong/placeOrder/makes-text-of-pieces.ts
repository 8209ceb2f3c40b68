/** Makes text of each piece. */

import type { TcpSocket } from '../../../../../lib/socket/index.ts';
import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override async answer(socket: TcpSocket, deadline: number): Promise<string> {
    let text = '';
    for (;;) {
      const piece = await socket.recv(1000, { deadline });
      if (piece.length === 0) return this.cut(Buffer.from(text));
      text += String(piece);
      if (text.includes('\n')) return text.split('\n')[0] ?? '';
    }
  }
}

export const placeOrder = orderAnswer(Wrong);

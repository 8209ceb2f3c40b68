/** Takes an answer for complete when its last byte is a newline. */

import type { TcpSocket } from '../../../../../lib/socket/index.ts';
import { Order, orderAnswer } from '../../order.ts';

class Wrong extends Order {
  override async answer(socket: TcpSocket, deadline: number): Promise<string> {
    const pieces: Buffer[] = [];
    for (;;) {
      const piece = await socket.recv(1000, { deadline });
      if (piece.length === 0) return this.cut(piece);
      pieces.push(piece);
      if (piece.at(-1) === 10) return String(Buffer.concat(pieces)).slice(0, -1);
    }
  }
}

export const placeOrder = orderAnswer(Wrong);

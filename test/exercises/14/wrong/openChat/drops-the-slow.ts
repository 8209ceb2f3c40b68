/** Closes the connection of a member that does not read. */

import type { Socket } from 'wirebook';
import { Chat, chatAnswer } from '../../chat.ts';
import type { OpenOutbox } from '../../outbox.ts';

class Wrong extends Chat {
  override outboxFor(socket: Socket): OpenOutbox {
    let bytes = 0;
    return {
      put: (text) => {
        const line = Buffer.from(`${text}\n`);
        if (bytes > this.options.limit) {
          socket.close();
          return;
        }
        bytes += line.length;
        socket.sendAll(line).then(
          () => {
            bytes -= line.length;
          },
          () => {},
        );
      },
    };
  }
}

export const openChat = chatAnswer(Wrong);

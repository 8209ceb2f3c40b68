/** Ends a transfer with a datagram that is too short. */

import { FileServer, fileAnswer } from '../../file-server.ts';

class Wrong extends FileServer {
  override accepts(reply: Buffer, number: number): boolean {
    return reply.readUInt16BE() === 4 && reply.readUInt16BE(2) === number;
  }
}

export const openFileServer = fileAnswer(Wrong);

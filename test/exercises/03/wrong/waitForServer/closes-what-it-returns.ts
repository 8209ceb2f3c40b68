/** Ties the socket to the block that returns it. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import { type Limits, tryAgain } from '../../right/plain.ts';

export function waitForServer(host: string, port: number, limits: Limits): Promise<Socket> {
  return tryAgain(limits, async (left) => {
    await using socket = new Socket(AF_INET, SOCK_STREAM);
    await socket.connect(Addrinfo.tcp(host, port), { timeout: left });
    return socket;
  });
}

/** Takes a door for open only when somebody speaks. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import { codeOf } from '../../right/plain.ts';

export async function knock(host: string, port: number, patience: number): Promise<string> {
  await using socket = new Socket(AF_INET, SOCK_STREAM);
  try {
    await socket.connect(Addrinfo.tcp(host, port), { timeout: patience });
    await socket.recv(1, { timeout: patience });
    return 'open';
  } catch (error) {
    return codeOf(error) === 'ECONNREFUSED' ? 'refused' : 'silent';
  }
}

/** Leaves the closing to a timer. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import { codeOf } from '../../right/plain.ts';

export async function knock(host: string, port: number, patience: number): Promise<string> {
  const socket = new Socket(AF_INET, SOCK_STREAM);
  setTimeout(() => socket.close(), patience + 1500);
  try {
    await socket.connect(Addrinfo.tcp(host, port), { timeout: patience });
    return 'open';
  } catch (error) {
    return codeOf(error) === 'ECONNREFUSED' ? 'refused' : 'silent';
  }
}

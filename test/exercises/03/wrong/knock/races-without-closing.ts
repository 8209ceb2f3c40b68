/** Races the connect against a clock, and forgets the socket that lost. */

import { setTimeout as delay } from 'node:timers/promises';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export async function knock(host: string, port: number, patience: number): Promise<string> {
  const socket = new Socket(AF_INET, SOCK_STREAM);
  const attempt = socket.connect(Addrinfo.tcp(host, port)).then(
    () => 'open',
    () => 'refused',
  );
  return Promise.race([attempt, delay(patience, 'silent')]);
}

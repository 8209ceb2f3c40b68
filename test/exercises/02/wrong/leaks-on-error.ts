/** Forgets the socket that could not be bound. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export { openRoom, tellAddresses } from '../right/plain.ts';

/** Kept from the collector, which would close at some time what was forgotten. */
const forgotten: Socket[] = [];

export function openServer(host: string, port: number): Socket {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  forgotten.push(listener);
  listener.bind(Addrinfo.tcp(host, port));
  listener.listen();
  return listener;
}

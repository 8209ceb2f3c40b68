/** "One client at a time, so one place in the queue." */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export function openServer(host: string, port: number): Socket {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  try {
    listener.bind(Addrinfo.tcp(host, port));
    listener.listen(1);
    return listener;
  } catch (error) {
    listener.close();
    throw error;
  }
}

/** Lets the clock of the head start run on when the race is over. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import type { Timing } from '../../right/plain.ts';

export async function connectToFirst(
  host: string,
  ports: number[],
  { headStart, patience }: Timing,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const underWay = new Set<Socket>();
    let next = 0;

    function start(): void {
      const place = next++;
      const port = ports[place];
      if (port === undefined) return;
      const socket = new Socket(AF_INET, SOCK_STREAM);
      underWay.add(socket);
      setTimeout(() => next === place + 1 && start(), headStart);
      socket.connect(Addrinfo.tcp(host, port), { timeout: patience }).then(
        () => {
          underWay.delete(socket);
          next = ports.length + 1;
          for (const other of underWay) other.close();
          resolve(socket);
        },
        (error) => {
          socket.close();
          underWay.delete(socket);
          start();
          if (underWay.size === 0) reject(error);
        },
      );
    }

    start();
  });
}

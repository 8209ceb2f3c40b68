/** Lets the losers go on until their own patience is over. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import type { Timing } from '../../right/plain.ts';

export async function connectToFirst(
  host: string,
  ports: number[],
  { headStart, patience }: Timing,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let [next, underWay] = [0, 0];
    let isOver = false;

    function start(): void {
      const port = isOver ? undefined : ports[next++];
      if (port === undefined) return;
      const socket = new Socket(AF_INET, SOCK_STREAM);
      underWay += 1;
      const timer = setTimeout(start, headStart);
      socket.connect(Addrinfo.tcp(host, port), { timeout: patience }).then(
        () => {
          clearTimeout(timer);
          if (isOver) socket.close();
          isOver = true;
          resolve(socket);
        },
        (error) => {
          clearTimeout(timer);
          socket.close();
          underWay -= 1;
          start();
          if (underWay === 0) reject(error);
        },
      );
    }

    start();
  });
}

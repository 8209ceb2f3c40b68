/** Starts an attempt for the head start of one that has failed already. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import type { Timing } from '../../right/plain.ts';

export async function connectToFirst(
  host: string,
  ports: number[],
  { headStart, patience }: Timing,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const underWay = new Set<Socket>();
    const timers: NodeJS.Timeout[] = [];
    let next = 0;

    function end(): void {
      next = ports.length;
      for (const timer of timers) clearTimeout(timer);
    }

    function start(): void {
      const port = ports[next++];
      if (port === undefined) return;
      const socket = new Socket(AF_INET, SOCK_STREAM);
      underWay.add(socket);
      timers.push(setTimeout(start, headStart));
      socket.connect(Addrinfo.tcp(host, port), { timeout: patience }).then(
        () => {
          underWay.delete(socket);
          end();
          for (const other of underWay) other.close();
          resolve(socket);
        },
        (error) => {
          socket.close();
          underWay.delete(socket);
          start();
          if (underWay.size > 0) return;
          end();
          reject(error);
        },
      );
    }

    start();
  });
}

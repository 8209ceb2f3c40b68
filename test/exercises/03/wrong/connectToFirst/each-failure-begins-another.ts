/** Begins another attempt whenever one fails, an older one too. */

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
      const port = ports[next++];
      if (port === undefined) return;
      const socket = new Socket(AF_INET, SOCK_STREAM);
      underWay.add(socket);
      const timer = setTimeout(start, headStart);
      socket.connect(Addrinfo.tcp(host, port), { timeout: patience }).then(
        () => win(socket, timer),
        (error) => lose(socket, { error, timer }),
      );
    }

    function win(winner: Socket, timer: NodeJS.Timeout): void {
      clearTimeout(timer);
      underWay.delete(winner);
      next = ports.length;
      for (const socket of underWay) socket.close();
      resolve(winner);
    }

    function lose(
      socket: Socket,
      { error, timer }: { error: unknown; timer: NodeJS.Timeout },
    ): void {
      clearTimeout(timer);
      socket.close();
      underWay.delete(socket);
      start();
      if (underWay.size === 0) reject(error);
    }

    start();
  });
}

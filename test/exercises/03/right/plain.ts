/** A right answer to exercise 03: loops, and callbacks for the race. */

import { setTimeout as delay } from 'node:timers/promises';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export interface Limits {
  readonly pause: number;
  readonly atMost: number;
}

export interface Timing {
  readonly headStart: number;
  readonly patience: number;
}

export async function knock(host: string, port: number, patience: number): Promise<string> {
  await using socket = new Socket(AF_INET, SOCK_STREAM);
  try {
    await socket.connect(Addrinfo.tcp(host, port), { timeout: patience });
    return 'open';
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ECONNREFUSED') return 'refused';
    if (code === 'ETIMEDOUT') return 'silent';
    throw error;
  }
}

export function waitForServer(host: string, port: number, limits: Limits): Promise<Socket> {
  return tryAgain(limits, async (left) => {
    const socket = new Socket(AF_INET, SOCK_STREAM);
    try {
      await socket.connect(Addrinfo.tcp(host, port), { timeout: left });
      return socket;
    } catch (error) {
      socket.close();
      throw error;
    }
  });
}

/** Attempts again for as long as it is refused. The attempt is told how much time is left. */
export async function tryAgain(
  { pause, atMost }: Limits,
  attempt: (left: number) => Promise<Socket>,
): Promise<Socket> {
  const end = performance.now() + atMost;
  for (;;) {
    try {
      return await attempt(Math.max(1, end - performance.now()));
    } catch (error) {
      if (codeOf(error) !== 'ECONNREFUSED' || performance.now() + pause >= end) throw error;
    }
    await delay(pause);
  }
}

export async function connectToFirst(
  host: string,
  ports: number[],
  { headStart, patience }: Timing,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const underWay = new Set<Socket>();
    let next = 0;
    let last: Socket | undefined;

    function start(): void {
      const port = ports[next++];
      if (port === undefined) return;
      const socket = new Socket(AF_INET, SOCK_STREAM);
      underWay.add(socket);
      last = socket;
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
      if (socket === last) start();
      if (underWay.size === 0) reject(error);
    }

    start();
  });
}

export function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}

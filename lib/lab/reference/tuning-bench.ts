/** What measurements of tuning have in common: sockets that are closed, and a clock. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket, SocketError } from '../../socket/index.ts';
import { lessonHost } from '../lesson-host.ts';
import { ascending, percentile } from '../statistics.ts';

/** Nothing on the loopback interface takes this long, but what is lost. */
export const soon = { timeout: 5000 };

/** Sockets that are closed at the end of the scope, in the reverse order. */
export class Bench extends DisposableStack {
  socket(): Socket {
    return this.use(new Socket(AF_INET, SOCK_STREAM));
  }

  listener(backlog = 5): Socket {
    const socket = this.socket();
    socket.bind(anyPort());
    socket.listen(backlog);
    return socket;
  }

  async connection(): Promise<{ readonly client: Socket; readonly server: Socket }> {
    const listener = this.listener();
    const client = this.socket();
    await client.connect(listener.localAddress, soon);
    const [server] = await listener.accept(soon);
    return { client, server: this.use(server) };
  }
}

/** A free port of the lesson's address. */
export function anyPort(): Addrinfo {
  return Addrinfo.tcp(lessonHost() ?? '127.0.0.1', 0);
}

/** The code of the error that a call ends with; `works` if it does. */
export async function outcome(call: () => unknown): Promise<string> {
  try {
    await call();
    return 'works';
  } catch (error) {
    if (error instanceof SocketError) return error.code;
    throw error;
  }
}

/** How long something takes, in milliseconds. */
export async function timeOf(action: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

/** The middle of several times. */
export function median(times: readonly number[]): number {
  return percentile(ascending(times), 50);
}

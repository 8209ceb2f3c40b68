/** Sockets for small experiments: the doctor's probes and the reference's measurements. */

import { Addrinfo, AF_INET, SOCK_DGRAM, SOCK_STREAM, Socket } from '../../socket/index.ts';

/** An address of the loopback block that no lesson uses. */
export const trialHost = '127.0.250.1';

/** Long enough for everything on the loopback interface that is not lost. */
export const soon = { timeout: 5000 };

/** Sockets that are closed at the end of the scope, in the reverse order. */
export class Trial extends DisposableStack {
  /** A TCP socket. */
  stream(): Socket {
    return this.use(new Socket(AF_INET, SOCK_STREAM));
  }

  /** A UDP socket, bound to a port of its own. */
  datagram(): Socket {
    const socket = this.use(new Socket(AF_INET, SOCK_DGRAM));
    socket.bind(Addrinfo.udp(trialHost, 0));
    return socket;
  }

  /** A listening TCP socket on a port of its own. */
  listener(backlog = 5): Socket {
    const socket = this.stream();
    socket.bind(Addrinfo.tcp(trialHost, 0));
    socket.listen(backlog);
    return socket;
  }

  /** Both ends of a TCP connection. */
  async connection(): Promise<{ readonly client: Socket; readonly server: Socket }> {
    const listener = this.listener();
    const client = this.stream();
    await client.connect(listener.localAddress, soon);
    const [server] = await listener.accept(soon);
    return { client, server: this.use(server) };
  }
}

/** The outcome of a call: the code of its error, or its result. */
export async function outcome<T>(call: () => T): Promise<string> {
  try {
    const value = await call();
    return value === undefined ? 'succeeds' : String(value);
  } catch (error) {
    return String((error as { readonly code?: unknown }).code ?? error);
  }
}

/** The duration of an action in milliseconds. */
export async function timeOf(action: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

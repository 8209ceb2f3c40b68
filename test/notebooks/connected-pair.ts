import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from '../../lib/socket/index.ts';

/** Both ends of a connection, and the address of its server, whose listener is closed. */
export interface ConnectedPair {
  readonly client: Socket;
  readonly server: Socket;
  readonly address: Addrinfo;
}

/** Makes a connection on the loopback interface. */
export async function connectedPair(host = '127.0.0.1'): Promise<ConnectedPair> {
  using listener = new Socket(AF_INET, SOCK_STREAM);
  listener.bind(Addrinfo.tcp(host, 0));
  listener.listen(1);
  const client = new Socket(AF_INET, SOCK_STREAM);
  await client.connect(listener.localAddress);
  const [server] = await listener.accept();
  return { client, server, address: listener.localAddress };
}

/** The code of the error with which a call fails; otherwise its result as a text. */
export async function outcomeOf(call: () => unknown): Promise<string> {
  try {
    return String(await call());
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** The server of exercise 16 that takes over, step by step: a wrong answer is one that takes a step wrongly. */

import { rmSync } from 'node:fs';
import { BufferedReader, TcpServer, TcpSocket, UnixServer, UnixSocket } from 'wirebook';

export interface Heir {
  readonly port: number;
  readonly left: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export class HeirServer {
  readonly path: string;
  readonly name: string;
  readonly before: UnixSocket | undefined;
  readonly server: TcpServer;
  readonly port: number;
  readonly control: UnixServer | undefined;
  readonly clients = new Set<TcpSocket>();
  readonly callers = new Set<UnixSocket>();
  readonly gone = Promise.withResolvers<void>();
  wasTaken = false;

  constructor(path: string, name: string, server: TcpServer, before: UnixSocket | undefined) {
    this.path = path;
    this.name = name;
    this.server = server;
    this.before = before;
    this.port = server.localAddress.ipPort;
    this.control = this.bindPath();
    this.start();
  }

  static async find(path: string): Promise<UnixSocket | undefined> {
    return UnixSocket.connect({ path }).catch(() => undefined);
  }

  static async receive(before: UnixSocket, _host: string): Promise<TcpServer> {
    const { descriptors } = await before.receiveDescriptors();
    return new TcpServer(TcpSocket.fromFd(descriptors[0] ?? -1));
  }

  start(): void {
    this.acceptAll().catch(() => {});
    this.passAll().catch(() => {});
  }

  bindPath(): UnixServer | undefined {
    rmSync(this.path, { force: true });
    return new UnixServer({ path: this.path });
  }

  async announce(): Promise<void> {
    await this.before?.sendAll('k');
    this.before?.close();
  }

  async acceptAll(): Promise<void> {
    for await (const client of this.server) {
      this.clients.add(client);
      await this.welcome(client);
    }
  }

  async welcome(client: TcpSocket): Promise<void> {
    void this.attend(client);
  }

  async attend(client: TcpSocket): Promise<void> {
    await this.serve(client).catch(() => {});
    this.end(client);
    this.clients.delete(client);
    this.leave();
  }

  end(client: TcpSocket): void {
    client.close();
  }

  async serve(client: TcpSocket): Promise<void> {
    const line = await this.readLine(client);
    if (line !== undefined) await client.sendAll(this.answerTo(line));
  }

  readLine(client: TcpSocket): Promise<string | undefined> {
    return new BufferedReader(client).readLine();
  }

  answerTo(line: string): string {
    return `${this.name}: ${line}\n`;
  }

  async passAll(): Promise<void> {
    if (this.control === undefined) return;
    for await (const caller of this.control) {
      this.callers.add(caller);
      await this.meet(caller);
    }
  }

  async meet(caller: UnixSocket): Promise<void> {
    void this.pass(caller).catch(() => {});
  }

  async pass(caller: UnixSocket): Promise<void> {
    try {
      await this.hand(caller);
      if (await this.isTaken(caller)) this.stop();
    } finally {
      caller.close();
      this.callers.delete(caller);
    }
  }

  async hand(caller: UnixSocket): Promise<void> {
    await caller.sendDescriptors('s', [this.server.socket]);
  }

  async isTaken(caller: UnixSocket): Promise<boolean> {
    return (await caller.recv()).length > 0;
  }

  stop(): void {
    this.wasTaken = true;
    this.closeServers();
    this.leave();
  }

  closeServers(): void {
    this.server.close();
    this.control?.close();
    this.closeCallers();
  }

  closeCallers(): void {
    for (const caller of this.callers) caller.close();
  }

  leave(): void {
    if (this.wasTaken && this.clients.size === 0) this.gone.resolve();
  }

  async left(): Promise<void> {
    await this.gone.promise;
  }

  async close(): Promise<void> {
    this.closeServers();
    this.closeClients();
    this.removeFile();
  }

  closeClients(): void {
    for (const client of this.clients) client.close();
  }

  removeFile(): void {
    if (!this.wasTaken) rmSync(this.path, { force: true });
  }
}

/** The function of the exercise that opens such a server. */
export function heirAnswer(
  Kind: typeof HeirServer,
): (path: string, host: string, name: string) => Promise<Heir> {
  return async (path, host, name) => {
    const before = await Kind.find(path);
    const socket = before ? await Kind.receive(before, host) : new TcpServer({ host, port: 0 });
    const server = new Kind(path, name, socket, before);
    await server.announce();
    return { port: server.port, left: () => server.left(), close: () => server.close() };
  };
}

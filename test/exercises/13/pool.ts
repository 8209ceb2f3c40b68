/** The pool of exercise 13, step by step: a wrong answer is one that takes a step wrongly. */

import {
  Addrinfo,
  AF_INET,
  BufferedReader,
  POLLIN,
  poll,
  SO_KEEPALIVE,
  SOCK_STREAM,
  SOL_SOCKET,
  TcpSocket,
} from 'wirebook';

export interface OpenPool {
  readonly ask: (line: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** The arguments of the exercise's function, in their order. */
export type PoolArguments = readonly [host: string, port: number, size: number, idle: number];

export interface Connection {
  readonly socket: TcpSocket;
  readonly reader: BufferedReader;
  timer: NodeJS.Timeout | undefined;
}

export class Pool {
  readonly host: string;
  readonly port: number;
  readonly size: number;
  readonly idle: number;
  readonly all = new Set<Connection>();
  readonly unused: Connection[] = [];
  readonly waiting: PromiseWithResolvers<void>[] = [];
  asking = 0;
  isClosed = false;

  constructor(...[host, port, size, idle]: PoolArguments) {
    this.host = host;
    this.port = port;
    this.size = size;
    this.idle = idle;
  }

  async ask(line: string): Promise<string> {
    await this.enter();
    try {
      return await this.askOver(await this.take(), line);
    } finally {
      this.leave();
    }
  }

  async enter(): Promise<void> {
    this.refuseClosed();
    if (this.hasRoom()) {
      this.asking += 1;
      return;
    }
    const place = Promise.withResolvers<void>();
    this.waiting.push(place);
    await place.promise;
  }

  refuseClosed(): void {
    if (this.isClosed) throw new Error('The pool is closed');
  }

  hasRoom(): boolean {
    return this.asking < this.size;
  }

  leave(): void {
    const next = this.next();
    if (next) next.resolve();
    else this.asking -= 1;
  }

  next(): PromiseWithResolvers<void> | undefined {
    return this.waiting.shift();
  }

  async take(): Promise<Connection> {
    for (let found = this.unused.pop(); found; found = this.unused.pop()) {
      this.stopTimer(found);
      if (await this.isGood(found)) return found;
      this.drop(found);
    }
    this.refuseClosed();
    return await this.connect();
  }

  async isGood(connection: Connection): Promise<boolean> {
    return !(await this.isReadable(connection)) && connection.reader.buffered.length === 0;
  }

  async isReadable({ socket }: Connection): Promise<boolean> {
    return (await poll([{ fd: socket, events: POLLIN }], { timeout: 0 })).length > 0;
  }

  async connect(): Promise<Connection> {
    const socket = new TcpSocket(AF_INET, SOCK_STREAM);
    const connection: Connection = { socket, reader: new BufferedReader(socket), timer: undefined };
    this.begin(connection);
    try {
      this.tune(socket);
      await socket.connect(Addrinfo.tcp(this.host, this.port));
      return connection;
    } catch (error) {
      this.drop(connection);
      throw this.refused(error);
    }
  }

  begin(connection: Connection): void {
    this.all.add(connection);
  }

  tune(socket: TcpSocket): void {
    socket.setsockopt(SOL_SOCKET, SO_KEEPALIVE, true);
  }

  refused(error: unknown): unknown {
    return error;
  }

  async askOver(connection: Connection, line: string): Promise<string> {
    try {
      await connection.socket.sendAll(this.message(line));
      const answer = await this.answerOf(connection);
      this.keep(connection);
      return answer;
    } catch (error) {
      this.drop(connection);
      return await this.lost(error, line);
    }
  }

  message(line: string): string {
    return `${line}\n`;
  }

  async answerOf({ reader }: Connection): Promise<string> {
    const answer = await reader.readUntil('\n');
    if (answer.at(-1) !== 10) throw new Error('The server has ended the connection');
    return answer.toString('utf8', 0, answer.length - 1);
  }

  async lost(cause: unknown, _line: string): Promise<string> {
    throw Object.assign(new Error('The connection was lost', { cause }), { code: 'ECONNRESET' });
  }

  keep(connection: Connection): void {
    this.startTimer(connection);
    this.unused.push(connection);
  }

  startTimer(connection: Connection): void {
    connection.timer = setTimeout(() => this.drop(connection), this.idle);
  }

  stopTimer(connection: Connection): void {
    clearTimeout(connection.timer);
  }

  drop(connection: Connection): void {
    clearTimeout(connection.timer);
    this.all.delete(connection);
    const at = this.unused.indexOf(connection);
    if (at >= 0) this.unused.splice(at, 1);
    connection.socket.close();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.refuseWaiting();
    for (const connection of this.closing()) this.drop(connection);
  }

  refuseWaiting(): void {
    for (const place of this.waiting.splice(0)) place.reject(new Error('The pool is closed'));
  }

  closing(): Iterable<Connection> {
    return this.all;
  }
}

/** The function of the exercise that opens such a pool. */
export function poolAnswer(Kind: typeof Pool): (...given: PoolArguments) => Promise<OpenPool> {
  return async (...given) => {
    const pool = new Kind(...given);
    return { ask: (line) => pool.ask(line), close: () => pool.close() };
  };
}

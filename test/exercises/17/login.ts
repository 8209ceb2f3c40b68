/** The login of exercise 17, step by step: a wrong answer is one that takes a step wrongly. */

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { BufferedReader, TcpServer, type TcpSocket } from 'wirebook';
import type { OpenServer } from './guarded.ts';

export interface Account {
  readonly name: string;
  readonly password: string;
  readonly role: 'reader' | 'admin';
}

export interface User {
  readonly salt: Buffer;
  readonly key: Buffer;
  readonly role: string;
}

export interface Session {
  readonly name: string;
  readonly secret: Buffer;
  until: number;
}

export class LoginServer {
  readonly life: number;
  readonly users = new Map<string, User>();
  readonly nobody: User = { salt: randomBytes(16), key: randomBytes(32), role: 'nobody' };
  readonly sessions = new Map<string, Session>();
  readonly clients = new Set<TcpSocket>();
  readonly server: TcpServer;
  readonly accepting: Promise<void>;

  constructor(host: string, life: number) {
    this.life = life;
    this.server = new TcpServer({ host: this.address(host), port: 0 });
    this.accepting = this.acceptAll().catch(() => {});
  }

  address(host: string): string {
    return host;
  }

  async add({ name, password, role }: Account): Promise<void> {
    const salt = randomBytes(16);
    this.users.set(name, { salt, key: await this.derive(password, salt), role });
  }

  derive(password: string, salt: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      scrypt(password, salt, 32, (error, key) => (error ? reject(error) : resolve(key)));
    });
  }

  async acceptAll(): Promise<void> {
    for await (const client of this.server) {
      this.clients.add(client);
      const done = () => this.hasLeft(client);
      this.serve(client).then(done, done);
    }
  }

  hasLeft(client: TcpSocket): void {
    client.close();
    this.clients.delete(client);
  }

  async serve(client: TcpSocket): Promise<void> {
    const reader = new BufferedReader(client, { limit: this.limit });
    try {
      for (;;) {
        const line = await reader.readUntil('\n');
        if (!line.includes('\n')) return;
        const reply = await this.reply(this.textOf(line), client);
        await client.sendAll(`${reply}\n`);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EMSGSIZE') await client.sendAll('400\n');
    }
  }

  readonly limit: number = 200;

  textOf(line: Buffer): string {
    return line.subarray(0, -1).toString('latin1');
  }

  isPrintable(line: string): boolean {
    return !/[^ -~]/.test(line);
  }

  wordsOf(line: string): string[] {
    return line.split(' ');
  }

  async reply(line: string, client: TcpSocket): Promise<string> {
    const words = this.wordsOf(line);
    if (!this.isPrintable(line) || words.includes('')) return '400';
    const [command = '', first = '', second = ''] = words;
    if (command === 'login' && words.length === 3) return await this.logIn(first, second, client);
    const isCommand = this.isCommand(command) && this.isCount(words.length);
    return isCommand ? this.act(command, first) : '400';
  }

  isCommand(command: string): boolean {
    return ['read', 'halt', 'logout'].includes(command);
  }

  isCount(count: number): boolean {
    return count === 2;
  }

  async logIn(name: string, password: string, client: TcpSocket): Promise<string> {
    const user = this.users.get(name) ?? this.nobody;
    const key = await this.derive(password, user.salt);
    if (!timingSafeEqual(key, user.key) || user === this.nobody) return this.denied(name);
    return `200 ${this.issue(name, client)}`;
  }

  denied(_name: string): string {
    return '401';
  }

  issue(name: string, _client: TcpSocket): string {
    const secret = this.secret();
    const token = secret.toString('hex');
    this.sessions.set(this.idOf(token), { name, secret, until: performance.now() + this.life });
    return token;
  }

  secret(): Buffer {
    return randomBytes(32);
  }

  idOf(token: string): string {
    return token.slice(0, 16);
  }

  find(token: string): Session | undefined {
    const session = this.sessions.get(this.idOf(token));
    const isRight = /^[0-9a-f]{64}$/.test(token) && session !== undefined;
    if (!isRight || !timingSafeEqual(Buffer.from(token, 'hex'), session.secret)) return undefined;
    return this.isOver(session) ? undefined : session;
  }

  isOver(session: Session): boolean {
    return performance.now() >= session.until;
  }

  act(command: string, token: string): string {
    const session = this.find(token);
    if (session === undefined) return '401';
    const role = this.users.get(session.name)?.role ?? '';
    if (command === 'halt' && !this.mayHalt(role)) return '403';
    if (command === 'logout') this.revoke(token, session);
    return `200 ${session.name}`;
  }

  mayHalt(role: string): boolean {
    return role === 'admin';
  }

  revoke(token: string, _session: Session): void {
    this.sessions.delete(this.idOf(token));
  }

  async close(): Promise<void> {
    this.server.close();
    for (const client of this.clients) client.close();
    await this.accepting;
  }
}

/** The function of the exercise that opens such a server. */
export function loginAnswer(
  Kind: typeof LoginServer,
): (host: string, accounts: readonly Account[], life: number) => Promise<OpenServer> {
  return async (host, accounts, life) => {
    const server = new Kind(host, life);
    for (const account of accounts) await server.add(account);
    return { port: server.server.localAddress.ipPort, close: () => server.close() };
  };
}

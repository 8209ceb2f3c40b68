/** The chat of exercise 14, step by step: a wrong answer is one that takes a step wrongly. */

import { BufferedReader, type Socket, TcpServer } from 'wirebook';
import { type OpenOutbox, Outbox, outboxAnswer } from './outbox.ts';

export interface ChatOptions {
  readonly history: number;
  readonly limit: number;
}

export interface OpenChat {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export interface Member {
  readonly socket: Socket;
  readonly outbox: OpenOutbox;
  name: string;
  room: string;
}

export class Chat {
  readonly server: TcpServer;
  readonly options: ChatOptions;
  readonly sockets = new Set<Socket>();
  readonly members = new Map<string, Member>();
  readonly said = new Map<string, string[]>();
  readonly #loop: Promise<void>;

  constructor(host: string, options: ChatOptions) {
    this.options = options;
    this.server = new TcpServer({ host: this.address(host), port: 0 });
    // Closing the server ends the loop.
    this.#loop = this.#serve().catch(() => {});
  }

  address(host: string): string {
    return host;
  }

  async #serve(): Promise<void> {
    for (;;) {
      const socket = await this.server.accept();
      this.sockets.add(socket);
      void this.attend(socket);
    }
  }

  async attend(socket: Socket): Promise<void> {
    const member = { socket, outbox: this.outboxFor(socket), name: '', room: '' };
    try {
      await this.talk(member);
      this.ended(member);
    } catch {
      this.lost(member);
    }
  }

  outboxFor(socket: Socket): OpenOutbox {
    return outboxAnswer(Outbox)(socket, this.options.limit);
  }

  async talk(member: Member): Promise<void> {
    const next = this.reader(member.socket);
    if (!(await this.admit(member, next))) return;
    for (let line = await next(); line !== undefined; line = await next()) {
      await this.hear(member, line);
    }
  }

  /** Returns what reads the next line. */
  reader(socket: Socket): () => Promise<string | undefined> {
    const reader = new BufferedReader(socket);
    return () => reader.readLine();
  }

  async admit(member: Member, next: () => Promise<string | undefined>): Promise<boolean> {
    for (let name = await next(); name !== undefined; name = await next()) {
      const isFree = this.isFree(name);
      // Without an await where there is nothing to wait for: another one may take the name meanwhile.
      if (isFree === true || (isFree !== false && (await isFree))) {
        this.welcome(member, name);
        return true;
      }
      member.outbox.put('* name refused');
    }
    return false;
  }

  isName(text: string): boolean {
    return /^[a-zA-Z0-9]{1,12}$/.test(text);
  }

  isFree(name: string): boolean | Promise<boolean> {
    return this.isName(name) && !this.members.has(name);
  }

  welcome(member: Member, name: string): void {
    member.name = name;
    this.members.set(name, member);
    member.outbox.put(`* welcome ${name}`);
    this.enter(member, 'lobby');
  }

  async hear(member: Member, line: string): Promise<void> {
    if (line.startsWith('/join ')) this.move(member, line.slice('/join '.length));
    else if (line !== '') await this.say(member, line);
  }

  move(member: Member, room: string): void {
    if (!this.isName(room)) {
      member.outbox.put('* room refused');
      return;
    }
    this.leave(member);
    member.outbox.put(`* room ${room}`);
    this.enter(member, room);
  }

  enter(member: Member, room: string): void {
    this.remind(member, room);
    member.room = room;
    this.tell(member, `* ${member.name} joined`);
  }

  leave(member: Member): void {
    this.tell(member, `* ${member.name} left`);
  }

  remind(member: Member, room: string): void {
    for (const line of this.said.get(room) ?? []) member.outbox.put(line);
  }

  say(member: Member, line: string): void | Promise<void> {
    const text = `${member.name}: ${line}`;
    this.remember(member.room, text);
    this.tell(member, text);
  }

  remember(room: string, text: string): void {
    const lines = [...(this.said.get(room) ?? []), text];
    this.said.set(room, this.options.history === 0 ? [] : lines.slice(-this.options.history));
  }

  /** Tells all others in the room of a member. */
  tell(member: Member, text: string): void {
    for (const other of this.members.values()) {
      if (this.hears(other, member)) other.outbox.put(text);
    }
  }

  hears(other: Member, speaker: Member): boolean {
    return other !== speaker && other.room === speaker.room;
  }

  ended(member: Member): void {
    this.drop(member);
  }

  lost(member: Member): void {
    this.drop(member);
  }

  drop(member: Member): void {
    this.closeSocket(member.socket);
    if (this.members.get(member.name) !== member) return;
    this.members.delete(member.name);
    this.leave(member);
  }

  closeSocket(socket: Socket): void {
    this.sockets.delete(socket);
    socket.close();
  }

  async close(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.close();
    await this.#loop;
  }
}

/** The function of the exercise that opens such a chat. */
export function chatAnswer(
  Kind: typeof Chat,
): (host: string, options: ChatOptions) => Promise<OpenChat> {
  return async (host, options) => {
    const chat = new Kind(host, options);
    return { port: chat.server.localAddress.ipPort, close: () => chat.close() };
  };
}

/** A right answer to exercise 14 with async generators: they say what comes next, a loop does it. */

import { type Socket, TcpServer } from 'wirebook';
import type { ChatOptions, OpenChat } from '../chat.ts';
import type { OpenLocks, Work } from '../locks.ts';
import type { OpenOutbox } from '../outbox.ts';

class Turn {
  readonly waiting: (() => void)[] = [];
  isTaken = false;
  async take(): Promise<void> {
    if (this.isTaken) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.isTaken = true;
  }
  /** Returns true if somebody has it now. */
  pass(): boolean {
    const next = this.waiting.shift();
    next?.();
    this.isTaken = next !== undefined;
    return this.isTaken;
  }
}

export function openLocks(): OpenLocks {
  const turns = new Map<string, Turn>();
  return {
    async exclusive(name: string, work: Work) {
      const turn = turns.get(name) ?? new Turn();
      turns.set(name, turn);
      await turn.take();
      try {
        return await work();
      } finally {
        if (!turn.pass()) turns.delete(name);
      }
    },
    busy: () => Array.from(turns.keys()),
  };
}

class Mailbox {
  readonly limit: number;
  lines: Buffer[] = [];
  lost = 0;
  wake = Promise.withResolvers<void>();

  constructor(socket: Socket, limit: number) {
    this.limit = limit;
    this.#sendAll(socket).catch(() => {
      this.lines = [];
      this.put = () => {};
    });
  }

  async *#all(): AsyncGenerator<string | Buffer> {
    for (;;) {
      const lost = this.lost;
      this.lost = 0;
      if (lost > 0) yield `* ${lost} lost\n`;
      const line = this.lines.shift();
      if (line !== undefined) yield line;
      else if (this.lost === 0) await this.wake.promise;
    }
  }

  async #sendAll(socket: Socket): Promise<void> {
    for await (const line of this.#all()) await socket.sendAll(line);
  }

  put(text: string): void {
    const line = Buffer.from(`${text}\n`);
    const fits = () => Buffer.concat([...this.lines, line]).length <= this.limit;
    for (; this.lines.length > 0 && !fits(); this.lost += 1) this.lines.shift();
    this.lines.push(line);
    this.wake.resolve();
    this.wake = Promise.withResolvers<void>();
  }
}

export function openOutbox(socket: Socket, limit: number): OpenOutbox {
  const mailbox = new Mailbox(socket, limit);
  return { put: (text) => mailbox.put(text) };
}

async function* linesOf(socket: Socket): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const piece of socket) {
    rest = Buffer.concat([rest, piece]);
    let end = rest.indexOf(10);
    while (end >= 0) {
      yield rest.toString('utf8', 0, end).replace(/\r$/, '');
      rest = rest.subarray(end + 1);
      end = rest.indexOf(10);
    }
  }
}

export async function openChat(host: string, { history, limit }: ChatOptions): Promise<OpenChat> {
  const server = new TcpServer({ host, port: 0 });
  const clients = new Map<Socket, { name?: string; room?: string; outbox: OpenOutbox }>();
  const log: { room: string; text: string }[] = [];

  function* others(of: Socket, room: string | undefined) {
    if (room === undefined) return;
    for (const [socket, client] of clients) if (socket !== of && client.room === room) yield client;
  }

  async function attend(socket: Socket): Promise<void> {
    const own: { name?: string; room?: string; outbox: OpenOutbox } = {
      outbox: openOutbox(socket, limit),
    };
    clients.set(socket, own);
    const tell = (text: string) => {
      for (const other of others(socket, own.room)) other.outbox.put(text);
    };
    const enter = (room: string) => {
      const said = log.filter((each) => each.room === room).map(({ text }) => text);
      if (history > 0) for (const text of said.slice(-history)) own.outbox.put(text);
      own.room = room;
      tell(`* ${own.name} joined`);
    };
    const isGood = (text: string) => /^[a-z0-9]{1,12}$/i.test(text) && !/[^ -~]/.test(text);
    try {
      for await (const line of linesOf(socket)) {
        const [, room] = /^\/join (.*)$/s.exec(line) ?? [];
        if (own.name === undefined) {
          const isTaken = [...clients.values()].some(({ name }) => name === line);
          if (isTaken || !isGood(line)) own.outbox.put('* name refused');
          else {
            own.name = line;
            own.outbox.put(`* welcome ${line}`);
            enter('lobby');
          }
        } else if (room !== undefined && !isGood(room)) own.outbox.put('* room refused');
        else if (room !== undefined) {
          tell(`* ${own.name} left`);
          own.outbox.put(`* room ${room}`);
          enter(room);
        } else if (line !== '') {
          const text = `${own.name}: ${line}`;
          log.push({ room: own.room ?? '', text });
          tell(text);
        }
      }
    } finally {
      clients.delete(socket);
      socket.close();
      tell(`* ${own.name} left`);
    }
  }

  const accepting = (async () => {
    for await (const socket of server) attend(socket).catch(() => {});
  })();
  return {
    port: server.localAddress.ipPort,
    async close() {
      server.close();
      for (const socket of clients.keys()) socket.close();
      await accepting;
    },
  };
}

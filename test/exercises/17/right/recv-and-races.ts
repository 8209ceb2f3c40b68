/** A right answer to exercise 17, with calls of recv, deadlines, and a hash for each section of a name. */

import { createHash, randomFillSync, randomUUID, scryptSync } from 'node:crypto';
import { TcpServer, type TcpSocket } from 'wirebook';
import type { Limits, OpenServer } from '../guarded.ts';
import type { Limiter } from '../limiter.ts';
import type { Account } from '../login.ts';

class Window {
  #times: number[] = [];

  /** Removes what does not count any more, and tells whether something is left. */
  slide(since: number): boolean {
    while (this.#times.length > 0 && (this.#times[0] ?? 0) <= since) this.#times.shift();
    return this.#times.length > 0;
  }

  add(now: number, most: number): boolean {
    if (this.#times.length >= most) return false;
    this.#times.push(now);
    return true;
  }
}

export function openLimiter(most: number, span: number): Limiter {
  const windows = new Map<string, Window>();
  return {
    allows(who, now) {
      for (const [name, window] of [...windows]) {
        if (!window.slide(now - span)) windows.delete(name);
      }
      const own = windows.get(who) ?? new Window();
      windows.set(who, own);
      return own.add(now, most);
    },
    size: () => windows.size,
  };
}

type Handle = (client: TcpSocket) => Promise<void>;

function serveAll(host: string, handle: Handle): OpenServer {
  const server = new TcpServer({ host, port: 0 });
  const running = new Map<TcpSocket, Promise<void>>();
  const loop = (async () => {
    for (;;) {
      const client = await server.accept();
      const end = handle(client)
        .catch(() => {})
        .then(() => {
          client.close();
          running.delete(client);
        });
      running.set(client, end);
    }
  })().catch(() => {});
  return {
    port: server.localAddress.ipPort,
    async close() {
      server.close();
      const ends = [...running].map(([client, end]) => {
        client.close();
        return end;
      });
      await Promise.all([loop, ...ends]);
    },
  };
}

/** Gives line after line, and tells which limit ended them. */
async function* linesOf(
  client: TcpSocket,
  most: number,
  time = 60_000,
): AsyncGenerator<Buffer, 'end' | 'long' | 'late'> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const deadline = performance.now() + time;
    let end = bytes.indexOf('\n');
    while (end < 0 && bytes.length <= most) {
      const piece = await client.recv(4096, { deadline }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ETIMEDOUT') throw error;
      });
      if (piece === undefined) return 'late';
      if (piece.length === 0) return 'end';
      bytes = Buffer.concat([bytes, piece]);
      end = bytes.indexOf('\n');
    }
    if (end < 0 || end >= most) return 'long';
    yield bytes.subarray(0, end + 1);
    bytes = bytes.subarray(end + 1);
  }
}

export async function openServer(host: string, limits: Limits): Promise<OpenServer> {
  const counts = new Map<string, number>();
  let taken = 0;
  const take = (who: string, step: 1 | -1) => {
    taken += step;
    counts.set(who, (counts.get(who) ?? 0) + step);
  };
  return serveAll(host, async (client) => {
    const who = client.remoteAddress.ipAddress;
    if (taken >= limits.places || (counts.get(who) ?? 0) >= limits.each) {
      await client.sendAll('503\n');
      return;
    }
    take(who, 1);
    try {
      const lines = linesOf(client, limits.bytes, limits.deadline);
      let next = await lines.next();
      while (next.done !== true) {
        await client.sendAll(next.value);
        next = await lines.next();
      }
      if (next.value !== 'end') await client.sendAll(next.value === 'long' ? '413\n' : '408\n');
    } finally {
      take(who, -1);
    }
  });
}

export async function openLogin(
  host: string,
  accounts: readonly Account[],
  life: number,
): Promise<OpenServer> {
  const stored = new Map<string, { salt: string; hash: string; role: string }>();
  for (const { name, password, role } of accounts) {
    const salt = randomUUID();
    stored.set(name, { salt, hash: scryptSync(password, salt, 32).toString('hex'), role });
  }
  const owners = new Map<string, string>();
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');

  const actions: Record<string, (token: string, owner: string) => string> = {
    read: (_token, owner) => `200 ${owner}`,
    halt: (_token, owner) => (stored.get(owner)?.role === 'admin' ? `200 ${owner}` : '403'),
    logout(token, owner) {
      owners.delete(digest(token));
      return `200 ${owner}`;
    },
  };

  function answer(line: string): string {
    const words = line.split(' ');
    if (words.some((word) => !/^[\x21-\x7e]+$/.test(word))) return '400';
    const [command = '', ...rest] = words;
    if (command === 'login') {
      const [name = '', password = ''] = rest;
      if (rest.length !== 2) return '400';
      const user = stored.get(name);
      const hash = scryptSync(password, user?.salt ?? 'nobody', 32).toString('hex');
      if (hash !== user?.hash) return '401';
      const token = randomFillSync(Buffer.alloc(32)).toString('hex');
      owners.set(digest(token), name);
      setTimeout(() => owners.delete(digest(token)), life).unref();
      return `200 ${token}`;
    }
    const action = Object.hasOwn(actions, command) ? actions[command] : undefined;
    if (action === undefined || rest.length !== 1) return '400';
    const [token = ''] = rest;
    const owner = owners.get(digest(token));
    return owner === undefined ? '401' : action(token, owner);
  }

  return serveAll(host, async (client) => {
    const lines = linesOf(client, 200);
    let next = await lines.next();
    while (next.done !== true) {
      await client.sendAll(`${answer(next.value.toString('latin1').slice(0, -1))}\n`);
      next = await lines.next();
    }
    if (next.value === 'long') await client.sendAll('400\n');
  });
}

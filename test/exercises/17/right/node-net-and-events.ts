/** A right answer to exercise 17, with servers of node:net and events. */

import { createHmac, randomBytes, scryptSync } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Limits, OpenServer } from '../guarded.ts';
import type { Limiter } from '../limiter.ts';
import type { Account } from '../login.ts';

/** One list of all allowed requests: what is too old is cut off in front. */
export function openLimiter(most: number, span: number): Limiter {
  let requests: { who: string; time: number }[] = [];
  return {
    allows(who, now) {
      const first = requests.findIndex(({ time }) => now - time < span);
      requests = first < 0 ? [] : requests.slice(first);
      const count = requests.reduce((sum, request) => sum + (request.who === who ? 1 : 0), 0);
      if (count < most) requests.push({ who, time: now });
      return count < most;
    },
    size: () => new Set(requests.map(({ who }) => who)).size,
  };
}

export async function openServer(host: string, limits: Limits): Promise<OpenServer> {
  const clients = new Map<Socket, string>();
  const all = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const who = socket.remoteAddress ?? '';
    let rest = Buffer.alloc(0);
    let isRefused = false;
    let timer: NodeJS.Timeout | undefined;
    all.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(timer);
      clients.delete(socket);
      all.delete(socket);
    });

    function refuse(reply: string): void {
      isRefused = true;
      clearTimeout(timer);
      clients.delete(socket);
      socket.end(reply, () => socket.destroy());
    }

    function startClock(): void {
      clearTimeout(timer);
      timer = setTimeout(() => refuse('408\n'), limits.deadline);
    }

    const own = [...clients.values()].filter((other) => other === who).length;
    if (clients.size >= limits.places || own >= limits.each) return refuse('503\n');
    clients.set(socket, who);
    startClock();
    socket.on('end', () => socket.end(() => socket.destroy()));
    socket.on('data', (piece) => {
      rest = Buffer.concat([rest, piece]);
      while (!isRefused) {
        const end = rest.indexOf(10) + 1;
        if (end > limits.bytes || (end === 0 && rest.length > limits.bytes)) refuse('413\n');
        if (isRefused || end === 0) return;
        socket.write(rest.subarray(0, end));
        rest = rest.subarray(end);
        startClock();
      }
    });
  });
  return await listening(server, host, all);
}

export async function openLogin(
  host: string,
  accounts: readonly Account[],
  life: number,
): Promise<OpenServer> {
  const salt = () => randomBytes(16).toString('base64');
  const users = accounts.map(({ name, password, role }) => {
    const own = salt();
    return { name, role, salt: own, key: scryptSync(password, own, 64).toString('hex') };
  });
  const sessions = new Map<string, { user: (typeof users)[number]; from: number }>();
  const pepper = randomBytes(16);
  const idOf = (token: string) => createHmac('sha512', pepper).update(token).digest('base64');

  function reply(line: string): string {
    const login = /^login ([!-~]+) ([!-~]+)$/.exec(line);
    if (login !== null) {
      const user = users.find(({ name }) => name === login[1]);
      const key = scryptSync(login[2] ?? '', user?.salt ?? salt(), 64).toString('hex');
      if (user === undefined || key !== user.key) return '401';
      const token = randomBytes(32).toString('hex');
      sessions.set(idOf(token), { user, from: performance.now() });
      return `200 ${token}`;
    }
    const [, command, token] = /^(read|halt|logout) ([!-~]+)$/.exec(line) ?? [];
    if (token === undefined) return '400';
    const session = sessions.get(idOf(token));
    if (session === undefined || performance.now() - session.from >= life) return '401';
    if (command === 'logout') sessions.delete(idOf(token));
    if (command === 'halt' && session.user.role === 'reader') return '403';
    return `200 ${session.user.name}`;
  }

  const all = new Set<Socket>();
  const server = createServer((socket) => {
    let rest = '';
    all.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => all.delete(socket));
    socket.setEncoding('latin1').on('data', (text: string) => {
      rest += text;
      for (;;) {
        const end = rest.indexOf('\n');
        if (end >= 200 || (end < 0 && rest.length > 200)) return socket.end('400\n');
        if (end < 0) return;
        socket.write(`${reply(rest.slice(0, end))}\n`);
        rest = rest.slice(end + 1);
      }
    });
  });
  return await listening(server, host, all);
}

async function listening(
  server: Server,
  host: string,
  sockets: ReadonlySet<Socket>,
): Promise<OpenServer> {
  await once(server.listen(0, host), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

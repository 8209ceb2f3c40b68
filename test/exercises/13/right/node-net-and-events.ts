/** A right answer to exercise 13 over node:net: events, and a queue of questions. */

import { connect, type Socket as NetSocket } from 'node:net';
import {
  SO_KEEPALIVE,
  SO_RCVBUF,
  SO_SNDBUF,
  SOL_SOCKET,
  SOL_TCP,
  type Socket,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_NODELAY,
  TCP_USER_TIMEOUT,
} from 'wirebook';
import type { Keepalive, Settings } from '../options.ts';
import type { OpenPool } from '../pool.ts';

export function describeOptions(socket: Socket): Settings {
  const [idle, interval, count] = [TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT].map((name) =>
    socket.getsockopt(SOL_TCP, name),
  );
  let noticedAfter: number | undefined;
  if (socket.getsockopt(SOL_SOCKET, SO_KEEPALIVE)) {
    noticedAfter = Number(idle) + Number(interval) * Number(count);
  }
  return {
    noDelay: socket.getsockopt(SOL_TCP, TCP_NODELAY),
    receiveRoom: socket.getsockopt(SOL_SOCKET, SO_RCVBUF) >> 1,
    sendRoom: socket.getsockopt(SOL_SOCKET, SO_SNDBUF) >> 1,
    noticedAfter,
  };
}

/** With many probes where there is time for them. */
export function tuneKeepalive(socket: Socket, seconds: number): Keepalive {
  if (!(seconds >= 6 && seconds <= 60_000 && seconds % 1 === 0)) throw new RangeError('seconds');
  const count = Math.min(9, Math.floor(seconds / 2));
  const interval = Math.floor(Math.floor(seconds / 2) / count);
  const options = [
    [TCP_KEEPINTVL, interval],
    [TCP_KEEPCNT, count],
    [TCP_KEEPIDLE, seconds - count * interval],
    [TCP_USER_TIMEOUT, seconds * 1000],
  ] as const;
  for (const [name, value] of options) socket.setsockopt(SOL_TCP, name, value);
  socket.setsockopt(SOL_SOCKET, SO_KEEPALIVE, true);
  return {
    idle: socket.getsockopt(SOL_TCP, TCP_KEEPIDLE),
    interval: socket.getsockopt(SOL_TCP, TCP_KEEPINTVL),
    count: socket.getsockopt(SOL_TCP, TCP_KEEPCNT),
  };
}

interface Asked extends PromiseWithResolvers<string> {
  readonly line: string;
}

export async function openPool(
  host: string,
  port: number,
  size: number,
  idle: number,
): Promise<OpenPool> {
  const asked: Asked[] = [];
  const unused: NetSocket[] = [];
  const open = new Map<NetSocket, { current: Asked | undefined; pieces: Buffer[] }>();
  let isClosed = false;

  function begin(): void {
    while (asked.length > 0) {
      const socket = unused.pop() ?? (open.size < size ? made() : undefined);
      if (socket === undefined) return;
      const state = open.get(socket);
      const question = asked.shift();
      if (!state || !question) throw new Error('a connection of the pool has a state');
      state.current = question;
      socket.setTimeout(0);
      socket.write(`${question.line}\n`);
    }
  }

  function made(): NetSocket {
    const socket = connect({ host, port, keepAlive: true });
    const state: { current: Asked | undefined; pieces: Buffer[] } = {
      current: undefined,
      pieces: [],
    };
    let isConnected = false;
    open.set(socket, state);
    socket.once('connect', () => {
      isConnected = true;
    });
    socket.on('timeout', () => forget(socket));
    socket.on('data', (piece) => {
      const { current } = state;
      state.pieces.push(piece);
      if (piece.indexOf(10) < 0 && current) return;
      const all = Buffer.concat(state.pieces.splice(0));
      const end = all.indexOf(10);
      state.current = undefined;
      current?.resolve(all.toString('utf8', 0, end));
      if (current && end === all.length - 1) {
        socket.setTimeout(idle);
        unused.push(socket);
      } else forget(socket);
      begin();
    });
    const lost = (error: Error) => {
      state.current?.reject(error);
      state.current = undefined;
      forget(socket);
      begin();
    };
    const reset = () => Object.assign(new Error('connection lost'), { code: 'ECONNRESET' });
    socket.on('error', (error) => lost(isConnected ? reset() : error));
    socket.on('end', () => lost(reset()));
    return socket;
  }

  function forget(socket: NetSocket): void {
    open.delete(socket);
    const at = unused.indexOf(socket);
    if (at >= 0) unused.splice(at, 1);
    socket.destroy();
  }

  return {
    ask(line) {
      if (isClosed) return Promise.reject(new Error('closed'));
      const question = { ...Promise.withResolvers<string>(), line };
      asked.push(question);
      begin();
      return question.promise;
    },
    async close() {
      isClosed = true;
      const closed = [...open.keys()].map(
        (socket) => new Promise((ok) => socket.once('close', ok)),
      );
      for (const { reject } of asked.splice(0)) reject(new Error('closed'));
      for (const [socket, { current }] of open) {
        current?.reject(new Error('closed'));
        forget(socket);
      }
      await Promise.all(closed);
    },
  };
}

/** A right answer to exercise 16 with races of promises, whose heir asks for the listening socket. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BufferedReader,
  SO_LINGER,
  SOL_SOCKET,
  TcpServer,
  TcpSocket,
  UnixServer,
  UnixSocket,
} from 'wirebook';
import type { Child } from '../child.ts';
import type { Heir } from '../heir.ts';
import type { Answer, DrainingServer } from '../server.ts';

export async function startChild([file = '', ...args]: readonly string[]): Promise<Child> {
  const child = spawn(file, args, { detached: true });
  child.stderr.resume();
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? `exit ${code}`));
  ended.catch(() => {});

  async function lineComes(): Promise<boolean> {
    for (;;) {
      const [piece] = await once(child.stdout, 'data');
      if (String(piece).includes('\n')) return true;
    }
  }

  const isReady = await Promise.race([lineComes(), ended.then(() => false)]);
  if (!isReady) throw new Error('The child has ended');
  child.stdout.resume();

  async function end(grace: number): Promise<string> {
    const inTime = new AbortController();
    child.kill();
    const late = delay(grace, undefined, { signal: inTime.signal }).catch(() => {});
    await Promise.race([ended, late]);
    inTime.abort();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    const how = await ended;
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch (error) {
      if (Object(error).code !== 'ESRCH') throw error;
    }
    return how;
  }

  let result: Promise<string> | undefined;
  return {
    stop(grace) {
      if (result === undefined) result = end(grace);
      return result;
    },
  };
}

export async function openServer(host: string, answer: Answer): Promise<DrainingServer> {
  const server = new TcpServer({ host, port: 0 });
  const drained = new AbortController();
  const open = new Map<TcpSocket, Promise<void>>();
  const idle = new Set<TcpSocket>();

  async function serve(client: TcpSocket): Promise<void> {
    const reader = new BufferedReader(client);
    for (;;) {
      const first = await reader.readExact(1);
      idle.delete(client);
      const isEmpty = String(first) === '\n';
      const rest = isEmpty ? first : await reader.readUntil('\n');
      if (!rest.includes('\n')) return;
      const line = isEmpty ? '' : String(Buffer.concat([first, rest])).slice(0, -1);
      await client.sendAll(`${await answer(line)}\n`);
      if (drained.signal.aborted) return;
      idle.add(client);
    }
  }

  async function accept(): Promise<void> {
    for await (const client of server) {
      const end = () => {
        client.close();
        open.delete(client);
      };
      open.set(client, serve(client).then(end, end));
    }
  }

  const accepting = accept();
  return {
    port: server.localAddress.ipPort,
    async drain(limit) {
      drained.abort();
      server.close();
      await accepting;
      for (const client of idle) client.close();
      const over = new AbortController();
      const late = delay(limit, undefined, { signal: over.signal }).catch(() => {});
      await Promise.race([Promise.all(open.values()), late]);
      over.abort();
      for (const client of open.keys()) {
        client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
        client.close();
      }
      return open.size;
    },
  };
}

export async function takeOver(path: string, host: string, name: string): Promise<Heir> {
  let before: UnixSocket | undefined;
  let server: TcpServer;
  try {
    before = await UnixSocket.connect({ path });
    await before.sendAll('?');
    const { descriptors } = await before.receiveDescriptors();
    server = new TcpServer(TcpSocket.fromFd(descriptors[0] ?? -1));
  } catch {
    server = new TcpServer({ host, port: 0 });
  }
  rmSync(path, { force: true });
  const control = new UnixServer({ path });
  const end = new AbortController();
  const serving = new Set<Promise<void>>();
  const sockets = new Set<TcpSocket | UnixSocket>();
  let heirs = 0;

  async function serve(client: TcpSocket): Promise<void> {
    const line = await new BufferedReader(client).readLine();
    if (line !== undefined) await client.sendAll(`${name}: ${line}\n`);
  }

  async function handOver(caller: UnixSocket): Promise<void> {
    if ((await caller.recv(1)).length === 0) return;
    await caller.sendDescriptors('!', [server.socket]);
    if ((await caller.recv(1)).length === 0) return;
    heirs += 1;
    server.close();
    control.close();
    for (const other of sockets) if (other instanceof UnixSocket && other !== caller) other.close();
    await caller.sendAll('bye');
  }

  async function each<S extends TcpSocket | UnixSocket>(
    from: AsyncIterable<S>,
    act: (socket: S) => Promise<void>,
  ): Promise<void> {
    for await (const socket of from) {
      sockets.add(socket);
      const done = () => {
        socket.close();
        sockets.delete(socket);
        serving.delete(own);
      };
      const own: Promise<void> = act(socket).then(done, done);
      serving.add(own);
    }
  }

  const loops = Promise.all([each(server, serve), each(control, handOver)]);
  if (before) {
    await before.sendAll('!');
    await before.recv();
    before.close();
  }
  return {
    port: server.localAddress.ipPort,
    async left() {
      await loops;
      while (serving.size > 0) await Promise.race(serving);
    },
    async close() {
      end.abort();
      server.close();
      control.close();
      for (const socket of sockets) socket.close();
      await loops;
      if (heirs === 0) rmSync(path, { force: true });
    },
  };
}

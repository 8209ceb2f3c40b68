/** A right answer to exercise 16, with servers of node:net and events. */

import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { TcpServer, TcpSocket, UnixServer, UnixSocket } from 'wirebook';
import type { Child } from '../child.ts';
import type { Heir } from '../heir.ts';
import type { Answer, DrainingServer } from '../server.ts';

export function startChild(command: readonly string[]): Promise<Child> {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0] ?? '', command.slice(1), {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let how: string | undefined;
    const waiting: ((how: string) => void)[] = [];
    let timer: NodeJS.Timeout | undefined;
    let isAsked = false;

    function report(tell: (how: string) => void): void {
      if (how === undefined) waiting.push(tell);
      else {
        clearTimeout(timer);
        killRest();
        tell(how);
      }
    }

    function killRest(): void {
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        // There is no rest.
      }
    }

    child.once('error', reject);
    child.once('exit', (code, signal) => {
      how = code === null ? String(signal) : `exit ${code}`;
      reject(new Error(how));
      for (const tell of waiting.splice(0)) report(tell);
    });
    createInterface({ input: child.stdout }).on('line', () => {
      resolve({
        stop: (grace) =>
          new Promise((tell) => {
            if (!isAsked && how === undefined) {
              process.kill(child.pid ?? 0, 'SIGTERM');
              timer = setTimeout(() => child.kill('SIGKILL'), grace);
            }
            isAsked = true;
            report(tell);
          }),
      });
    });
  });
}

export async function openServer(host: string, answer: Answer): Promise<DrainingServer> {
  const states = new Map<Socket, 'new' | 'asks' | 'idle'>();
  let isDraining = false;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const lines: string[] = [];
    let rest = '';
    let isAnswering = false;
    states.set(client, 'new');

    async function answerAll(): Promise<void> {
      isAnswering = true;
      for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
        client.write(`${await answer(line)}\n`);
      }
      isAnswering = false;
      if (rest === '') states.set(client, 'idle');
      if (rest === '' && (isDraining || client.readableEnded)) client.end();
    }

    client.setEncoding('utf8').on('data', (text: string) => {
      states.set(client, 'asks');
      const pieces = (rest + text).split('\n');
      rest = pieces.pop() ?? '';
      lines.push(...pieces);
      if (!isAnswering && lines.length > 0) answerAll().catch(() => client.destroy());
    });
    client.on('end', () => {
      if (!isAnswering) client.end();
    });
    client.on('error', () => client.destroy());
    client.on('close', () => states.delete(client));
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, host, () => resolve(Number(Object(server.address()).port)));
  });

  function drain(limit: number): Promise<number> {
    return new Promise((resolve) => {
      let count = 0;
      isDraining = true;
      const timer = setTimeout(() => {
        count = states.size;
        for (const client of states.keys()) client.resetAndDestroy();
      }, limit);
      server.close(() => {
        clearTimeout(timer);
        resolve(count);
      });
      for (const [client, state] of states) if (state === 'idle') client.destroy();
    });
  }

  return { port, drain };
}

export async function takeOver(path: string, host: string, name: string): Promise<Heir> {
  const before = existsSync(path)
    ? await UnixSocket.connect({ path }).catch(() => undefined)
    : undefined;
  const fd = before
    ? (await before.receiveDescriptors()).descriptors[0]
    : new TcpServer({ host, port: 0 }).socket.detach();
  const clients = new Set<Socket>();
  const gone = Promise.withResolvers<void>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    clients.add(client);
    let text = '';
    client.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (text.includes('\n')) client.end(`${name}: ${text.split('\n')[0]}\n`);
    });
    client.on('end', () => client.end());
    client.on('error', () => client.destroy());
    client.on('close', () => clients.delete(client));
  });
  const port = await new Promise<number>((resolve) => {
    server.listen({ fd }, () => resolve(Number(Object(server.address()).port)));
  });
  rmSync(path, { force: true });
  const control = new UnixServer({ path });
  const callers = new Set<UnixSocket>();
  let wasTaken = false;

  async function talk(caller: UnixSocket): Promise<void> {
    callers.add(caller);
    const listening = TcpSocket.fromFd(Number(Object(server)._handle.fd));
    try {
      await caller.sendDescriptors('x', [listening]);
    } finally {
      listening.detach();
    }
    if ((await caller.recv()).length > 0) {
      wasTaken = true;
      stop();
    }
  }

  function stop(): void {
    server.close(() => gone.resolve());
    control.close();
    for (const caller of callers) caller.close();
  }

  async function listen(): Promise<void> {
    for await (const caller of control) {
      const done = () => {
        caller.close();
        callers.delete(caller);
      };
      talk(caller).then(done, done);
    }
  }

  listen().catch(() => {});
  if (before) {
    await before.sendAll('taken');
    before.close();
  }
  return {
    port,
    left: () => gone.promise,
    async close() {
      stop();
      for (const client of clients) client.destroy();
      await gone.promise;
      if (!wasTaken) rmSync(path, { force: true });
    },
  };
}

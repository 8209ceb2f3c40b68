/** A right answer to exercise 10: the library's option, streams of Node, and queues of promises. */

import { chmodSync, rmSync } from 'node:fs';
import { Socket as Stream } from 'node:net';
import { createInterface } from 'node:readline';
import { acceptLoop, UnixServer, UnixSocket } from 'wirebook';

interface Running {
  readonly close: () => Promise<void>;
}

export async function listenAt(path: string): Promise<UnixServer> {
  const server = new UnixServer({ path }, { replaceStale: true });
  chmodSync(path, 0o600);
  return server;
}

export async function openWorker(path: string, name: string): Promise<Running> {
  const broker = await UnixSocket.connect({ path });
  const streams = new Set<Stream>();

  function serve(fd: number): void {
    const stream = new Stream({ fd, readable: true, writable: true });
    streams.add(stream);
    stream.on('close', () => streams.delete(stream));
    // A client that has left: its stream closes.
    stream.on('error', () => {});
    stream.on('end', () => stream.destroy());
    createInterface({ input: stream }).once('line', (line) => {
      stream.write(`${name}: ${line}\n`, () => stream.destroy());
    });
  }

  async function run(): Promise<void> {
    let hasEnded = false;
    while (!hasEnded) {
      const { data, descriptors } = await broker.receiveDescriptors();
      descriptors.forEach(serve);
      hasEnded = data.length === 0;
    }
    broker.close();
  }

  const done = run().catch(() => broker.close());
  return {
    async close() {
      broker.close();
      const closed = [...streams].map(
        (stream) => new Promise((resolve) => stream.once('close', resolve).destroy()),
      );
      await Promise.all([done, ...closed]);
    },
  };
}

export async function openBroker(clients: string, workers: string): Promise<Running> {
  const servers = [clients, workers].map((path) => new UnixServer({ path }));
  const [forClients, forWorkers] = servers as [UnixServer, UnixServer];
  const crew = new Map<UnixSocket, Promise<void>>();
  const held = new Set<UnixSocket>();
  let news = Promise.withResolvers<void>();
  let isOpen = true;

  async function place(client: UnixSocket): Promise<void> {
    while (isOpen) {
      const [worker] = crew.keys();
      if (worker === undefined) {
        await news.promise;
        continue;
      }
      const gone = crew.get(worker);
      crew.delete(worker);
      try {
        await worker.sendDescriptors('1', [client]);
        if (gone && !worker.isClosed) crew.set(worker, gone);
        break;
      } catch {
        worker.close();
      }
    }
    held.delete(client);
    client.close();
  }

  async function takeClients(): Promise<void> {
    let last = Promise.resolve();
    for await (const client of acceptLoop([forClients])) {
      held.add(client);
      last = last.then(() => place(client));
    }
    await last;
  }

  async function takeWorkers(): Promise<void> {
    for await (const worker of acceptLoop([forWorkers])) {
      const gone = worker.recv(1).then(
        () => {},
        () => {},
      );
      crew.set(worker, gone);
      gone.then(() => {
        crew.delete(worker);
        worker.close();
      });
      news.resolve();
      news = Promise.withResolvers();
    }
  }

  const loops = Promise.all([takeClients(), takeWorkers()]).catch(() => {});
  return {
    async close() {
      isOpen = false;
      for (const server of servers) server.close();
      for (const socket of [...held, ...crew.keys()]) socket.close();
      for (const path of [clients, workers]) rmSync(path, { force: true });
      news.resolve();
      await loops;
    },
  };
}

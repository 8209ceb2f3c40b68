/** A right answer to exercise 12 over node:net: events, and a pool that keeps no list of idle threads. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { Pool } from '../pool.ts';
import type { JobServer, Runner } from '../server.ts';

interface Place {
  worker: Worker;
  job?: { resolve: (answer: string) => void; reject: (error: Error) => void } | undefined;
}

export async function openPool(program: string, threads: number, most: number): Promise<Pool> {
  const queue: ((place: Place) => void)[] = [];
  const refusals = new Set<(error: Error) => void>();
  let isOpen = true;

  const places = Array.from({ length: threads }, () => {
    const place: Place = { worker: new Worker(program) };
    occupy(place);
    return place;
  });

  function occupy(place: Place): void {
    const { worker } = place;
    worker.on('error', () => {});
    worker.on('message', (answer) => {
      const { job } = place;
      place.job = undefined;
      queue.shift()?.(place);
      job?.resolve(answer);
    });
    worker.on('exit', () => {
      const { job } = place;
      place.job = undefined;
      if (isOpen && job !== undefined) {
        place.worker = new Worker(program);
        occupy(place);
        queue.shift()?.(place);
      }
      job?.reject(new Error('its thread is gone'));
    });
  }

  return {
    depth: () => queue.length,
    run: (text) =>
      new Promise((resolve, reject) => {
        const start = (place: Place) => {
          refusals.delete(reject);
          place.job = { resolve, reject };
          place.worker.postMessage(text);
        };
        const free = places.find(({ job }) => job === undefined);
        if (!isOpen) reject(new Error('closed'));
        else if (free !== undefined) start(free);
        else if (queue.length < most) {
          queue.push(start);
          refusals.add(reject);
        } else reject(Object.assign(new Error('busy'), { code: 'EBUSY' }));
      }),
    async close() {
      isOpen = false;
      queue.length = 0;
      for (const reject of refusals) reject(new Error('closed'));
      for (const { worker } of places) await worker.terminate();
    },
  };
}

export async function openServer(host: string, pool: Runner): Promise<JobServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let come: Buffer | undefined = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {
      // 'close' follows.
    });
    socket.on('end', () => {
      if (come !== undefined) socket.end();
    });
    socket.on('data', (piece: Buffer) => {
      if (come === undefined) return;
      come = Buffer.concat([come, piece]);
      const newline = come.indexOf(10);
      if (newline < 0 && come.length < 100) return;
      const job = come.toString('utf8', 0, newline);
      come = undefined;
      if (newline < 0 || newline > 99) {
        socket.end('too long\n');
        return;
      }
      pool.run(job).then(
        (answer) => socket.end(`${answer}\n`),
        ({ code }) => socket.end(code === 'EBUSY' ? 'busy\n' : 'failed\n'),
      );
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = [server, ...sockets].map((each) => once(each, 'close'));
      server.close();
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

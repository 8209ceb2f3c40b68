/** A right answer to exercise 12: each thread has a loop that takes jobs, and lines come from a generator. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { acceptLoop, TcpServer, type TcpSocket } from 'wirebook';
import type { Pool } from '../pool.ts';
import type { JobServer, Runner } from '../server.ts';

interface Task {
  readonly text: string;
  readonly answer: PromiseWithResolvers<string>;
}

/** Tasks that wait for a thread, or threads that wait for a task. */
class Queue {
  readonly tasks: Task[] = [];
  readonly takers: ((task: Task | undefined) => void)[] = [];

  put(task: Task): void {
    const taker = this.takers.shift();
    if (taker === undefined) this.tasks.push(task);
    else taker(task);
  }

  async take(): Promise<Task | undefined> {
    return this.tasks.shift() ?? new Promise((resolve) => this.takers.push(resolve));
  }
}

export async function openPool(program: string, threads: number, most: number): Promise<Pool> {
  const queue = new Queue();
  const closing = new AbortController();
  const current = new Set<Worker>();

  async function workOn(task: Task, worker: Worker): Promise<boolean> {
    const gone = new AbortController();
    const leave = () => gone.abort();
    worker.once('exit', leave);
    try {
      const [answer] = await once(worker, 'message', { signal: gone.signal });
      task.answer.resolve(answer);
      return true;
    } catch {
      task.answer.reject(new Error('no answer from its thread'));
      return false;
    } finally {
      worker.off('exit', leave);
    }
  }

  function start(): Worker {
    const worker = new Worker(program);
    worker.on('error', () => {});
    current.add(worker);
    worker.once('exit', () => current.delete(worker));
    return worker;
  }

  async function serve(): Promise<void> {
    let worker = start();
    for (let task = await queue.take(); task; task = await queue.take()) {
      worker.postMessage(task.text);
      const isAlive = await workOn(task, worker);
      if (closing.signal.aborted) return;
      if (!isAlive) worker = start();
    }
  }

  const loops = Array.from({ length: threads }, serve);
  return {
    depth: () => queue.tasks.length,
    async run(text) {
      closing.signal.throwIfAborted();
      if (queue.takers.length === 0 && queue.tasks.length >= most) {
        throw Object.assign(new Error('full'), { code: 'EBUSY' });
      }
      const task = { text, answer: Promise.withResolvers<string>() };
      queue.put(task);
      return await task.answer.promise;
    },
    async close() {
      closing.abort();
      for (const task of queue.tasks.splice(0)) task.answer.reject(new Error('closed'));
      for (const taker of queue.takers.splice(0)) taker(undefined);
      await Promise.all([...current].map((worker) => worker.terminate()));
      await Promise.all(loops);
    },
  };
}

export async function openServer(host: string, pool: Runner): Promise<JobServer> {
  const server = new TcpServer({ host, port: 0 });
  const open = new Map<TcpSocket, Promise<void>>();

  async function respond(client: TcpSocket, answer: string): Promise<void> {
    await client.sendAll(Buffer.from(`${answer}\n`));
    client.closeWrite();
    for (let rest = await client.recv(); rest.length > 0; rest = await client.recv());
  }

  async function converse(client: TcpSocket): Promise<void> {
    const line: Buffer[] = [];
    for (;;) {
      const byte = await client.recv(1);
      if (byte.length === 0) return;
      if (byte[0] === 10) break;
      if (line.push(byte) === 100) return respond(client, 'too long');
    }
    const text = String(Buffer.concat(line));
    const answer = pool.run(text).catch(({ code }) => (code === 'EBUSY' ? 'busy' : 'failed'));
    await respond(client, await answer);
  }

  const accepting = (async () => {
    for await (const client of acceptLoop([server])) {
      const whole = converse(client)
        .catch(() => {})
        .finally(() => {
          client.close();
          open.delete(client);
        });
      open.set(client, whole);
    }
  })();
  return {
    port: server.localAddress.ipPort,
    async close() {
      server.close();
      for (const client of open.keys()) client.close();
      await accepting;
    },
  };
}

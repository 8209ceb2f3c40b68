/** The worker of exercise 10, step by step: a wrong answer is one that takes a step wrongly. */

import { BufferedReader, UnixSocket } from 'wirebook';

export interface Running {
  readonly close: () => Promise<void>;
}

export type OpenWorker = (path: string, name: string) => Promise<Running>;

export class Worker {
  readonly name: string;
  readonly broker: UnixSocket;
  readonly clients = new Set<UnixSocket>();
  loop: Promise<void> = Promise.resolve();

  constructor(broker: UnixSocket, name: string) {
    this.broker = broker;
    this.name = name;
  }

  start(): void {
    this.loop = this.receive().catch(() => {});
  }

  async receive(): Promise<void> {
    try {
      for (;;) {
        const { data, descriptors } = await this.broker.receiveDescriptors();
        for (const fd of descriptors) await this.welcome(UnixSocket.fromFd(fd));
        if (data.length === 0) return;
      }
    } finally {
      this.brokerHasGone();
    }
  }

  brokerHasGone(): void {
    this.broker.close();
  }

  /** Serves a client while the next one is awaited. */
  async welcome(client: UnixSocket): Promise<void> {
    this.serve(client).catch(() => {});
  }

  async serve(client: UnixSocket): Promise<void> {
    this.clients.add(client);
    try {
      const line = await this.line(client);
      if (line !== undefined) await client.sendAll(this.answer(line));
    } catch (error) {
      this.fail(client, error);
    }
    this.end(client);
  }

  line(client: UnixSocket): Promise<string | undefined> {
    return new BufferedReader(client).readLine();
  }

  answer(line: string): string {
    return `${this.name}: ${line}\n`;
  }

  fail(_client: UnixSocket, _error: unknown): void {}

  end(client: UnixSocket): void {
    client.close();
    this.clients.delete(client);
  }

  async close(): Promise<void> {
    this.broker.close();
    this.closeClients();
    await this.loop;
  }

  closeClients(): void {
    for (const client of this.clients) client.close();
  }
}

/** The function of the exercise that opens such a worker. */
export function workerAnswer(Kind: typeof Worker): OpenWorker {
  return async (path, name) => {
    const worker = new Kind(await UnixSocket.connect({ path }), name);
    worker.start();
    return { close: () => worker.close() };
  };
}

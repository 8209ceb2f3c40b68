/** The broker of exercise 10, step by step: a wrong answer is one that takes a step wrongly. */

import { UnixServer, type UnixSocket } from 'wirebook';
import type { Running } from './worker.ts';

export type OpenBroker = (clients: string, workers: string) => Promise<Running>;

export class Broker {
  readonly forClients: UnixServer;
  readonly forWorkers: UnixServer;
  readonly waiting: UnixSocket[] = [];
  readonly crew: UnixSocket[] = [];
  readonly #loops: Promise<unknown>;
  #passing = Promise.resolve();

  constructor(clients: string, workers: string) {
    this.forClients = this.open(clients);
    this.forWorkers = this.open(workers);
    const loops = [this.#acceptClients(), this.#acceptWorkers()];
    this.#loops = Promise.all(loops).catch(() => {});
  }

  open(path: string): UnixServer {
    return new UnixServer({ path }, { unlinkOnClose: true });
  }

  async #acceptClients(): Promise<void> {
    for await (const client of this.forClients) {
      await this.clientComes(client);
      this.pass();
    }
  }

  async #acceptWorkers(): Promise<void> {
    for await (const worker of this.forWorkers) {
      this.workerComes(worker);
      this.watch(worker).catch(() => {});
      this.pass();
    }
  }

  async clientComes(client: UnixSocket): Promise<void> {
    this.waiting.push(client);
  }

  workerComes(worker: UnixSocket): void {
    this.crew.push(worker);
  }

  pass(): void {
    this.#passing = this.#passing.then(() => this.passAll());
  }

  async passAll(): Promise<void> {
    for (;;) {
      const [client, worker] = [this.nextClient(), this.nextWorker()];
      if (client === undefined || worker === undefined) return;
      try {
        await this.hand(client, worker);
        this.turn(worker);
        this.remove(this.waiting, client);
        this.handedOver(client);
      } catch {
        this.failed(client, worker);
      }
    }
  }

  nextClient(): UnixSocket | undefined {
    return this.waiting[0];
  }

  nextWorker(): UnixSocket | undefined {
    return this.crew[0];
  }

  async hand(client: UnixSocket, worker: UnixSocket): Promise<void> {
    await worker.sendDescriptors('c', [client]);
  }

  /** Puts a worker at the end of the line. */
  turn(worker: UnixSocket): void {
    if (this.remove(this.crew, worker)) this.crew.push(worker);
  }

  handedOver(client: UnixSocket): void {
    client.close();
  }

  failed(_client: UnixSocket, worker: UnixSocket): void {
    this.leave(worker);
  }

  async watch(worker: UnixSocket): Promise<void> {
    await worker.recv().catch(() => {});
    this.leave(worker);
  }

  leave(worker: UnixSocket): void {
    this.remove(this.crew, worker);
    worker.close();
  }

  remove(list: UnixSocket[], socket: UnixSocket): boolean {
    const at = list.indexOf(socket);
    if (at >= 0) list.splice(at, 1);
    return at >= 0;
  }

  async close(): Promise<void> {
    this.closeServers();
    this.closeWaiting();
    this.closeCrew();
    await Promise.all([this.#loops, this.#passing]);
  }

  closeServers(): void {
    this.forClients.close();
    this.forWorkers.close();
  }

  closeWaiting(): void {
    for (const client of this.waiting.splice(0)) client.close();
  }

  closeCrew(): void {
    for (const worker of this.crew.splice(0)) worker.close();
  }
}

/** The function of the exercise that opens such a broker. */
export function brokerAnswer(Kind: typeof Broker): OpenBroker {
  return async (clients, workers) => {
    const broker = new Kind(clients, workers);
    return { close: () => broker.close() };
  };
}

/** The checks' own client. It stands on node:net, not on the library that the learner uses. */

import { once } from 'node:events';
import { type AddressInfo, createConnection, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Patience } from './patience.ts';
import { show, type Wire } from './wire.ts';

/** Where to connect, and from where. */
export interface ClientOptions {
  readonly host: string;
  readonly port: number;
  /** The address to connect from, so that a check can play several machines. */
  readonly from?: string | undefined;
}

/** What a client received, and how it ended. */
export interface Received {
  readonly data: Buffer;
  readonly text: string;
  readonly ending: 'end' | 'reset';
}

/** What a check says when the learner's side did not behave. */
export class CheckError extends Error {
  override readonly name = 'CheckError';
}

/** What a client belongs to. */
export interface ClientScene {
  readonly wire: Wire;
  readonly name: string;
  /** Aborts when there is nothing left to wait for. */
  readonly hopeless?: AbortSignal;
  readonly patience: Patience;
}

/** How long to wait for the server, in milliseconds. */
const longestWait = 1500;

/** A connected client that writes down all that happens to it. */
export class Client {
  readonly #socket: Socket;
  readonly #wire: Wire;
  readonly #name: string;
  readonly #hopeless: AbortSignal | undefined;
  readonly #patience: Patience;
  #chunks: Buffer[] = [];
  #ending: 'end' | 'reset' | undefined;
  #wasReset = false;
  #wake = Promise.withResolvers<void>();
  /** This client's own address, as the server sees it. */
  readonly local: { readonly address: string; readonly port: number };

  private constructor(socket: Socket, { wire, name, hopeless, patience }: ClientScene) {
    this.#socket = socket;
    this.#wire = wire;
    this.#name = name;
    this.#hopeless = hopeless;
    this.#patience = patience;
    const { address, port } = socket.address() as AddressInfo;
    this.local = { address, port };
    socket.on('data', (chunk: Buffer) => {
      wire.note(`${name} received ${count(chunk)} ${show(chunk)}`);
      this.#chunks.push(chunk);
      this.#notify();
    });
    socket.on('end', () => this.#finish('end', 'the end of the stream'));
    socket.on('error', (error) => {
      this.#wasReset = true;
      if (this.#ending === 'end') wire.note(`${name} received ${error.message}, after the end`);
      this.#finish('reset', error.message);
    });
    socket.on('close', () => this.#finish('reset', 'the connection closed'));
  }

  /**
   * Connects.
   *
   * @throws {CheckError} when nobody answers, or somebody refuses
   */
  static async connect(options: ClientOptions, scene: ClientScene): Promise<Client> {
    const { host, port, from } = options;
    const { wire, name, patience } = scene;
    const socket = createConnection({
      host,
      port,
      noDelay: true,
      allowHalfOpen: true,
      ...(from === undefined ? {} : { localAddress: from }),
    });
    const tooLate = new AbortController();
    const limit = patience.limit(longestWait, () => tooLate.abort());
    try {
      await once(socket, 'connect', { signal: tooLate.signal });
    } catch (error) {
      socket.destroy();
      const code = (error as NodeJS.ErrnoException).code ?? '';
      const why = code === 'ABORT_ERR' ? `no answer within ${longestWait} ms` : code;
      wire.note(`${name} could not connect to ${host}:${port}: ${why}`);
      throw new CheckError(`Cannot connect to ${host}:${port}: ${why}`, { cause: error });
    } finally {
      limit.end();
    }
    const client = new Client(socket, scene);
    wire.note(
      `${name} connected from ${client.local.address}:${client.local.port} to ${host}:${port}`,
    );
    return client;
  }

  /** Sends `data`; pieces go out one by one, so that the server receives them apart. */
  async send(data: string | Uint8Array | readonly Uint8Array[]): Promise<void> {
    const pieces = Array.isArray(data) ? data : [Buffer.from(data as string)];
    for (const [index, piece] of pieces.entries()) {
      // Without the pause the pieces would arrive as one.
      if (index > 0) await pause(4);
      this.#wire.note(`${this.#name} sent ${count(piece)} ${show(piece)}`);
      this.#socket.write(piece);
    }
  }

  /** Says that nothing more will be sent. What the server still sends is received. */
  halfClose(): void {
    this.#wire.note(`${this.#name} sent the end of its stream`);
    this.#socket.end();
  }

  /** Vanishes: the server gets a reset (RST) instead of an orderly end. */
  async reset(): Promise<void> {
    this.#wire.note(`${this.#name} vanished: it sent a reset`);
    const closed = once(this.#socket, 'close');
    this.#socket.resetAndDestroy();
    await closed;
  }

  /** Receives up to and including the next `delimiter`. */
  async receiveLine(delimiter = '\n'): Promise<string> {
    const rest = await this.#until(() => this.#all().includes(delimiter), 'a whole line');
    const end = rest.indexOf(delimiter) + delimiter.length;
    if (end < delimiter.length) {
      throw new CheckError(
        `${this.#name} waited for a line, but the connection ended after ${show(rest)}`,
      );
    }
    this.#chunks = [rest.subarray(end)];
    return rest.subarray(0, end).toString('utf8');
  }

  /** Receives until `text` has come, wherever in the stream it stands. */
  async receiveUntil(text: string): Promise<string> {
    const data = await this.#until(() => this.#all().includes(text), JSON.stringify(text));
    if (!data.includes(text)) {
      throw new CheckError(
        `${this.#name} never received ${JSON.stringify(text)}, only ${show(data)}`,
      );
    }
    return data.toString('utf8');
  }

  /** Receives all there is until the server closes. */
  async receiveAll(): Promise<Received> {
    const data = await this.#until(() => false, 'the server to close the connection');
    return { data, text: data.toString('utf8'), ending: this.#ending ?? 'end' };
  }

  /** Whether the connection has not ended so far. */
  get open(): boolean {
    return this.#ending === undefined;
  }

  /** Whether the server has reset the connection, be it after the end of its stream. */
  get wasReset(): boolean {
    return this.#wasReset;
  }

  /** Ends the connection at once, without a word in the record. */
  destroy(): void {
    this.#socket.removeAllListeners();
    this.#socket.on('error', () => {
      // The check is over: what happens to its connection now tells nothing about the learner.
    });
    this.#socket.destroy();
  }

  #all(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  async #until(enough: () => boolean, what: string): Promise<Buffer> {
    const startedAt = performance.now();
    const late = new AbortController();
    const limit = this.#patience.limit(longestWait, () => late.abort());
    const giveUp = AbortSignal.any([late.signal, this.#hopeless ?? []].flat());
    giveUp.addEventListener('abort', () => this.#notify());
    try {
      while (this.#ending === undefined && !enough()) {
        if (giveUp.aborted) {
          throw new CheckError(
            `${this.#name} waited ${Math.round(performance.now() - startedAt)} ms for ${what}; until then it received ${show(this.#all())}`,
          );
        }
        await this.#wake.promise;
      }
      return this.#all();
    } finally {
      limit.end();
    }
  }

  #finish(ending: 'end' | 'reset', what: string): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#wire.note(`${this.#name} received ${what}`);
    this.#notify();
  }

  #notify(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}

function count(data: string | Uint8Array): string {
  const { length } = Buffer.from(data as string);
  return `${length} ${length === 1 ? 'byte' : 'bytes'}`;
}

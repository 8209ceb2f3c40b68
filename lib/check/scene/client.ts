/** The checks' own client. It uses node:net, not the library that the learner uses. */

import { once } from 'node:events';
import { type AddressInfo, createConnection, type Socket } from 'node:net';
import { expect } from 'chai';
import type { ProcessTimeouts } from './process-timeouts.ts';
import { show, type Transcript } from './transcript.ts';

/** The addresses of a connection. */
export interface ClientOptions {
  readonly host: string;
  readonly port: number;
  /** The address to connect from, so that a check can play several machines. */
  readonly from?: string | undefined;
}

/** All that a client received, and how its connection ended. */
export interface Received {
  readonly data: Buffer;
  readonly text: string;
  readonly ending: 'end' | 'reset';
}

/** The learner's side did not do what a check expects. */
export class CheckError extends Error {
  override readonly name = 'CheckError';
}

/** A mistake that is known better than by the check that it was found in: it brings hints of its own. */
export class DiagnosedError extends Error {
  override readonly name = 'DiagnosedError';
  readonly hints: readonly string[];

  constructor(message: string, hints: readonly [string, string, string]) {
    super(message);
    this.hints = hints;
  }
}

/** The check that a client belongs to. */
export interface ClientScene {
  readonly transcript: Transcript;
  readonly name: string;
  /** Lets the learner's event loop turn, so that it receives what has been sent. */
  readonly settle?: () => Promise<void>;
  /** Aborts when there is nothing left to wait for. */
  readonly hopeless?: AbortSignal;
  readonly timeouts: ProcessTimeouts;
}

/** Timeout of a wait for the server, in milliseconds. */
const waitTimeout = 1500;

/** Reasons why a client could not connect that say more than their codes. */
const reasons: Readonly<Record<string, string>> = {
  ABORT_ERR: `no answer within ${waitTimeout} ms`,
  ECONNRESET: 'the connection was reset as soon as it was made (ECONNRESET)',
};

/** A connected client that writes to the transcript. */
export class Client {
  readonly #socket: Socket;
  readonly #transcript: Transcript;
  readonly #name: string;
  readonly #hopeless: AbortSignal | undefined;
  readonly #timeouts: ProcessTimeouts;
  readonly #settle: () => Promise<void>;
  #chunks: Buffer[] = [];
  #ending: 'end' | 'reset' | undefined;
  #wasReset = false;
  #wake = Promise.withResolvers<void>();
  /** This client's own address, as the server sees it. */
  readonly local: { readonly address: string; readonly port: number };

  private constructor(
    socket: Socket,
    { transcript, name, hopeless, timeouts, settle = async () => {} }: ClientScene,
  ) {
    this.#socket = socket;
    this.#transcript = transcript;
    this.#name = name;
    this.#hopeless = hopeless;
    this.#timeouts = timeouts;
    this.#settle = settle;
    const { address, port } = socket.address() as AddressInfo;
    this.local = { address, port };
    socket.on('data', (chunk: Buffer) => {
      transcript.note(`${name} received ${count(chunk)} ${show(chunk)}`);
      this.#chunks.push(chunk);
      this.#notify();
    });
    socket.on('end', () => this.#finish('end', 'the end of the stream'));
    socket.on('error', (error) => {
      this.#wasReset = true;
      if (this.#ending === 'end')
        transcript.note(`${name} received ${error.message}, after the end`);
      this.#finish('reset', error.message);
    });
    socket.on('close', () => this.#finish('reset', 'the connection closed'));
  }

  /**
   * Connects.
   *
   * @throws {CheckError} when the connection is refused, or not answered within the timeout
   */
  static async connect(options: ClientOptions, scene: ClientScene): Promise<Client> {
    const { host, port, from } = options;
    const { transcript, name, timeouts } = scene;
    const socket = createConnection({
      host,
      port,
      noDelay: true,
      allowHalfOpen: true,
      ...(from === undefined ? {} : { localAddress: from }),
    });
    const timedOut = new AbortController();
    const timeout = timeouts.start(waitTimeout, () => timedOut.abort());
    try {
      await once(socket, 'connect', { signal: timedOut.signal });
    } catch (error) {
      socket.destroy();
      const code = (error as NodeJS.ErrnoException).code ?? '';
      const why = reasons[code] ?? code;
      transcript.note(`${name} could not connect to ${host}:${port}: ${why}`);
      throw new CheckError(`Cannot connect to ${host}:${port}: ${why}`, { cause: error });
    } finally {
      timeout.clear();
    }
    const client = new Client(socket, scene);
    transcript.note(
      `${name} connected from ${client.local.address}:${client.local.port} to ${host}:${port}`,
    );
    return client;
  }

  /** Sends `data`; pieces go out one by one, and the server receives them apart. */
  async send(data: string | Uint8Array | readonly Uint8Array[]): Promise<void> {
    const pieces = Array.isArray(data) ? data : [Buffer.from(data as string)];
    for (const [index, piece] of pieces.entries()) {
      // Without a turn of the server's loop the pieces would arrive as one.
      if (index > 0) await this.#settle();
      this.#transcript.note(`${this.#name} sent ${count(piece)} ${show(piece)}`);
      this.#socket.write(piece);
    }
  }

  /** Ends this direction of the connection; the server can still send. */
  halfClose(): void {
    this.#transcript.note(`${this.#name} sent the end of its stream`);
    this.#socket.end();
  }

  /** Resets the connection: the server gets an RST instead of an orderly end. */
  async reset(): Promise<void> {
    this.#transcript.note(`${this.#name} vanished: it sent a reset`);
    const closed = once(this.#socket, 'close');
    this.#socket.resetAndDestroy();
    await closed;
  }

  /** Receives up to and including the next `delimiter`, as text of the encoding. */
  async receiveLine(delimiter = '\n', encoding: BufferEncoding = 'utf8'): Promise<string> {
    const rest = await this.#until(() => this.#all().includes(delimiter), 'a whole line');
    const end = rest.indexOf(delimiter) + delimiter.length;
    if (end < delimiter.length) {
      throw new CheckError(
        `${this.#name} waited for a line, but the connection ended after ${show(rest)}`,
      );
    }
    this.#chunks = [rest.subarray(end)];
    return rest.subarray(0, end).toString(encoding);
  }

  /** Receives exactly `length` bytes; more stay for the next call. */
  async receiveExact(length: number): Promise<Buffer> {
    const data = await this.#until(() => this.#all().length >= length, `${length} bytes`);
    if (data.length < length) {
      throw new CheckError(
        `${this.#name} waited for ${length} bytes, but the connection ended after ${show(data)}`,
      );
    }
    this.#chunks = [data.subarray(length)];
    return data.subarray(0, length);
  }

  /** Receives until `text` has come, anywhere in the stream. */
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

  /** Fails unless the server sends this text and ends the connection in order; then ends its own side. */
  async ends(due: string, who: string): Promise<void> {
    const { text, ending } = await this.receiveAll();
    const what = `what ${who} received`;
    if (due.length > 1000) expect(text.length, `the length of ${what}`).to.equal(due.length);
    expect(text === due ? due : text.slice(0, 200), what).to.equal(due);
    expect(ending, `how the connection of ${who} ended`).to.equal('end');
    this.halfClose();
  }

  /** Tells whether the connection has not ended so far. */
  get open(): boolean {
    return this.#ending === undefined;
  }

  /** Tells whether the server has reset the connection, be it after the end of its stream. */
  get wasReset(): boolean {
    return this.#wasReset;
  }

  /** Ends the connection at once, without a line in the transcript. */
  destroy(): void {
    this.#socket.removeAllListeners();
    this.#socket.on('error', () => {
      // The check is over: a later error of its connection tells nothing about the learner.
    });
    this.#socket.destroy();
  }

  #all(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  async #until(enough: () => boolean, what: string): Promise<Buffer> {
    const startedAt = performance.now();
    const timedOut = new AbortController();
    const timeout = this.#timeouts.start(waitTimeout, () => timedOut.abort());
    const giveUp = AbortSignal.any([timedOut.signal, this.#hopeless ?? []].flat());
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
      timeout.clear();
    }
  }

  #finish(ending: 'end' | 'reset', what: string): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#transcript.note(`${this.#name} received ${what}`);
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

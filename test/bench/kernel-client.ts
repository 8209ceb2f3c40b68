/** A small front end: starts a kernel, sends it requests, keeps what it publishes. */

import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { curveKeyPair, Dealer, Request, Subscriber } from 'zeromq';
import { withTimeout } from '../../lib/base/with-timeout.ts';
import { type Content, Wire } from '../../lib/kernel/messages.ts';
import { type KernelProcess, type StartOptions, startKernelProcess } from './kernel-process.ts';

/** A request that was answered. */
export interface Answered {
  readonly id: string;
  readonly type: string;
  readonly reply: Content;
  /** The messages published for it, up to the end of the request. */
  readonly published: readonly Received[];
}

/** Timeouts in milliseconds: of the kernel's end as in Jupyter's clients, of a subscription. */
const timeouts = { shutdown: 5000, subscription: 200 } as const;

/** A message of a kernel. */
export interface Received {
  readonly type: string;
  readonly content: Content;
  /** The id of the request it answers. */
  readonly parent: string | undefined;
}

interface Wait {
  /** In milliseconds. */
  readonly timeout?: number | undefined;
  /** The event, in words. */
  readonly what?: string;
}

const socketOptions = { linger: 0, reconnectInterval: 5 };

type RequestChannel = 'shell' | 'control';

export class KernelClient {
  /** The timeout of a wait that names no other, in milliseconds. */
  timeout = 30_000;
  /** All that was published. */
  readonly published: Received[] = [];
  /** Answers the questions of cells; `undefined` leaves one without an answer. */
  onQuestion: (prompt: string, request: Content) => string | undefined = () => '';
  readonly #kernel: KernelProcess;
  readonly #wire: Wire;
  readonly #sockets = {
    shell: new Dealer(socketOptions),
    control: new Dealer(socketOptions),
    stdin: new Dealer(socketOptions),
    iopub: new Subscriber(socketOptions),
    hb: new Request(socketOptions),
  };
  readonly #replies = new Map<string, (reply: Received) => void>();
  readonly #watchers = new Set<() => void>();

  /** Starts a kernel, and resolves when it answers. */
  static async start(options: StartOptions = {}): Promise<KernelClient> {
    const client = new KernelClient(await startKernelProcess(options));
    await client.connect();
    return client;
  }

  /** Resolves when the kernel's broadcasts are heard; does not wait for its answers. */
  readonly isSubscribed: Promise<unknown>;

  constructor(kernel: KernelProcess) {
    this.#kernel = kernel;
    this.#wire = new Wire(kernel.key);
    const identity = randomUUID();
    this.#sockets.shell.routingId = identity;
    this.#sockets.stdin.routingId = identity;
    this.isSubscribed = new Promise((resolve) =>
      this.#sockets.iopub.events.on('handshake', resolve),
    );
    this.#sockets.iopub.subscribe();
    for (const channel of ['shell', 'control', 'stdin', 'iopub', 'hb'] as const) {
      if (kernel.curve !== undefined) {
        const { publicKey, secretKey } = curveKeyPair();
        const keys = { curvePublicKey: publicKey, curveSecretKey: secretKey };
        Object.assign(this.#sockets[channel], keys, { curveServerKey: kernel.curve.publicKey });
      }
      this.#sockets[channel].connect(kernel.address(channel));
    }
    for (const channel of ['shell', 'control'] as const) void this.#readReplies(channel);
    void this.#readPublished();
    void this.#readQuestions();
  }

  get process(): ChildProcess {
    return this.#kernel.child;
  }

  /** Rejects when the kernel's process ends. */
  get hasEnded(): Promise<never> {
    return this.#kernel.ended;
  }

  /** The ports that the kernel listens on. */
  get ports(): readonly number[] {
    return this.#kernel.ports;
  }

  /** The kernel's own standard error. */
  get stderr(): string {
    return this.#kernel.stderr;
  }

  /** Resolves once the kernel's own standard error has this text. */
  said(text: string): Promise<void> {
    return this.#kernel.said(text);
  }

  /** Sends a request and waits for its reply and its end. */
  async request(
    type: string,
    content: Content = {},
    channel: RequestChannel = 'shell',
    metadata: Content = {},
  ): Promise<Answered> {
    const { id, reply } = this.send(type, content, channel, metadata);
    const received = await this.wait(reply, { what: `a reply to ${type}` });
    const isIdle = () => this.#statesOf(id).includes('idle');
    await this.until(isIdle, { what: `the end of ${type}` });
    const published = this.published.filter(({ parent }) => parent === id);
    return { id, type: received.type, reply: received.content, published };
  }

  /** Sends a request without waiting. */
  send(
    type: string,
    content: Content = {},
    channel: RequestChannel = 'shell',
    metadata: Content = {},
  ): { readonly id: string; readonly reply: Promise<Received> } {
    const id = randomUUID();
    const reply = new Promise<Received>((resolve) => this.#replies.set(id, resolve));
    void this.#sockets[channel].send(this.encode(type, content, { id, metadata }));
    return { id, reply };
  }

  /** The frames of a request. */
  encode(
    type: string,
    content: Content,
    {
      id = randomUUID(),
      metadata = {},
    }: { readonly id?: string; readonly metadata?: Content } = {},
  ): (Uint8Array | string)[] {
    const texts = { content: JSON.stringify(content), metadata: JSON.stringify(metadata) };
    return this.#wire.encode({ type, ...texts, parent: undefined, identities: [], id });
  }

  /** Sends frames as they are. */
  async sendRaw(frames: (Uint8Array | string)[], channel: RequestChannel = 'shell'): Promise<void> {
    await this.#sockets[channel].send(frames);
  }

  /** Runs a cell, which has an id in its notebook if its metadata says so. */
  async execute(code: string, options: Content = {}, metadata: Content = {}): Promise<Answered> {
    const content = { code, silent: false, store_history: true, ...options };
    return await this.request('execute_request', content, 'shell', metadata);
  }

  /** Runs a cell, and says in a few words what stands under it afterwards. */
  async show(code: string, metadata: Content = {}): Promise<readonly string[]> {
    const { published } = await this.execute(code, {}, metadata);
    return published.flatMap(describeOutput);
  }

  /** The outputs under a cell now, in a few words. */
  shownUnder(id: string): readonly string[] {
    return this.published.filter(({ parent }) => parent === id).flatMap(describeOutput);
  }

  /** The heap that the course's kernel uses after a collection, in MiB. */
  async heap(): Promise<number> {
    const shown = await this.show(`import { setFlagsFromString } from 'node:v8';
      import { runInNewContext } from 'node:vm';
      setFlagsFromString('--expose-gc');
      runInNewContext('gc')();
      process.memoryUsage().heapUsed`);
    return Number(/\d+/.exec(shown.join())) / 2 ** 20;
  }

  /** Waits until something published makes `test` true. */
  async until(test: () => boolean, { timeout, what = String(test) }: Wait = {}): Promise<void> {
    if (test()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const watcher = () => test() && resolve();
    this.#watchers.add(watcher);
    await this.wait(promise, { what, timeout }).finally(() => this.#watchers.delete(watcher));
  }

  /**
   * Waits for a promise while the kernel lives.
   *
   * @throws {Error} that names the event, after the timeout
   */
  async wait<T>(promise: Promise<T>, { timeout = this.timeout, what }: Wait): Promise<T> {
    const onTimeout = (): never => {
      throw new Error(`waited in vain for ${what}`);
    };
    const ended = Promise.race([promise, this.#kernel.ended]);
    return await withTimeout(ended, { milliseconds: timeout, onTimeout });
  }

  async heartbeat(text: string): Promise<string> {
    await this.#sockets.hb.send(text);
    const [echo] = await this.wait(this.#sockets.hb.receive(), { what: 'a heartbeat' });
    return String(echo);
  }

  /**
   * Asks the kernel to end, waits for it, and says how long that took in milliseconds. One that
   * does not end is ended by force, as front ends do.
   */
  async shutdown(
    options: { readonly restart?: boolean } = {},
  ): Promise<{ reply: Content; milliseconds: number }> {
    const started = performance.now();
    const exited = once(this.process, 'exit');
    const force = setTimeout(() => this.process.kill('SIGKILL'), timeouts.shutdown);
    const restart = options.restart ?? false;
    const { reply } = this.send('shutdown_request', { restart }, 'control');
    const answer = await Promise.race([reply, exited]);
    await exited;
    clearTimeout(force);
    const milliseconds = performance.now() - started;
    this.close();
    return { reply: 'content' in answer ? answer.content : {}, milliseconds };
  }

  /** Ends the kernel by force, if it still runs, and closes all sockets. */
  close(): void {
    this.#kernel.close();
    for (const socket of Object.values(this.#sockets)) socket.close();
  }

  /** Resolves when the kernel answers. */
  async connect(): Promise<void> {
    // Messages before the subscription has arrived are lost: ask until one is heard.
    for (let waited = 0; waited < this.timeout; waited += timeouts.subscription) {
      const { id, reply } = this.send('kernel_info_request');
      await this.wait(reply, { what: 'the kernel to answer' });
      const isHeard = () => this.#statesOf(id).includes('idle');
      try {
        return await this.until(isHeard, { timeout: timeouts.subscription });
      } catch (error) {
        if (waited + timeouts.subscription >= this.timeout) throw error;
      }
    }
  }

  #statesOf(id: string): readonly unknown[] {
    return this.published
      .filter(({ type, parent }) => type === 'status' && parent === id)
      .map(({ content }) => content.execution_state);
  }

  async #readReplies(channel: RequestChannel): Promise<void> {
    for await (const frames of this.#sockets[channel]) {
      const reply = this.#decode(frames);
      if (reply.parent !== undefined) this.#replies.get(reply.parent)?.(reply);
    }
  }

  async #readPublished(): Promise<void> {
    for await (const frames of this.#sockets.iopub) {
      this.published.push(this.#decode(frames));
      for (const watcher of [...this.#watchers]) watcher();
    }
  }

  async #readQuestions(): Promise<void> {
    for await (const frames of this.#sockets.stdin) {
      const { content } = this.#decode(frames);
      const value = this.onQuestion(String(content.prompt), content);
      if (value === undefined) continue;
      await this.#sockets.stdin.send(this.encode('input_reply', { value }));
    }
  }

  #decode(frames: readonly Buffer[]): Received {
    const { header, parent, content } = this.#wire.decode(frames);
    return { type: header.msg_type, content, parent: parent.msg_id };
  }
}

/** An output in a few words, such as `stdout: hello`. */
function describeOutput({ type, content }: Received): readonly string[] {
  switch (type) {
    case 'stream':
      return [`${content.name}: ${content.text}`];
    case 'execute_result':
    case 'display_data':
    case 'update_display_data':
      return [`${type}: ${Object(content.data)['text/plain']}`];
    case 'error':
      return [`error: ${content.ename}: ${content.evalue}`];
    case 'clear_output':
      return ['clear_output'];
    default:
      return [];
  }
}

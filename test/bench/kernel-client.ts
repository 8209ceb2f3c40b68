/** A front end of few words: starts a kernel, sends it requests, keeps what it publishes. */

import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Dealer, Request, Subscriber } from 'zeromq';
import { type Content, Wire } from '../kernel/wire.ts';
import { type KernelProcess, type StartOptions, startKernelProcess } from './kernel-process.ts';
import { describeOutput, type Received } from './received.ts';
import { deadline, within } from './within.ts';

/** A request that was answered. */
export interface Answered {
  readonly id: string;
  readonly type: string;
  readonly reply: Content;
  /** What was published in answer to it, up to the end of the request. */
  readonly published: readonly Received[];
}

/** How long a kernel is given to end, as Jupyter's own clients have it. */
const shutdownLimit = 5000;
/** How long a subscription may take to arrive before the kernel is asked again. */
const subscriptionLimit = 200;

/** How long something is waited for, in milliseconds, and what it is, in words. */
interface Wait {
  readonly limit?: number;
  readonly what?: string;
}

type RequestChannel = 'shell' | 'control';

export class KernelClient {
  /** All that was published. */
  readonly published: Received[] = [];
  /** Answers the questions of cells. */
  onQuestion: (prompt: string, request: Content) => string = () => '';
  readonly #kernel: KernelProcess;
  readonly #wire: Wire;
  readonly #sockets = {
    shell: new Dealer({ linger: 0, reconnectInterval: 5 }),
    control: new Dealer({ linger: 0, reconnectInterval: 5 }),
    stdin: new Dealer({ linger: 0, reconnectInterval: 5 }),
    iopub: new Subscriber({ linger: 0, reconnectInterval: 5 }),
    hb: new Request({ linger: 0, reconnectInterval: 5 }),
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

  /** What the kernel wrote to its own standard error. */
  get stderr(): string {
    return this.#kernel.stderr;
  }

  /** Sends a request and waits for its reply and its end. */
  async request(
    type: string,
    content: Content = {},
    channel: RequestChannel = 'shell',
  ): Promise<Answered> {
    const { id, reply } = this.send(type, content, channel);
    const received = await this.#within(reply, `a reply to ${type}`);
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
  ): { readonly id: string; readonly reply: Promise<Received> } {
    const id = randomUUID();
    const reply = new Promise<Received>((resolve) => this.#replies.set(id, resolve));
    void this.#sockets[channel].send(this.encode(type, content, id));
    return { id, reply };
  }

  /** The frames of a request. */
  encode(type: string, content: Content, id: string = randomUUID()): (Uint8Array | string)[] {
    const message = {
      type,
      content: JSON.stringify(content),
      parent: undefined,
      identities: [],
      id,
    };
    return this.#wire.encode(message);
  }

  /** Sends frames as they are. */
  async sendRaw(frames: (Uint8Array | string)[], channel: RequestChannel = 'shell'): Promise<void> {
    await this.#sockets[channel].send(frames);
  }

  /** Runs a cell. */
  async execute(code: string, options: Content = {}): Promise<Answered> {
    return await this.request('execute_request', {
      code,
      silent: false,
      store_history: true,
      ...options,
    });
  }

  /** Runs a cell, and says in a few words what stands under it afterwards. */
  async show(code: string): Promise<readonly string[]> {
    const { published } = await this.execute(code);
    return published.flatMap(describeOutput);
  }

  /** What stands under a cell now, in a few words. */
  shownUnder(id: string): readonly string[] {
    return this.published.filter(({ parent }) => parent === id).flatMap(describeOutput);
  }

  /** Waits until something published makes `test` true. */
  async until(test: () => boolean, { limit, what = String(test) }: Wait = {}): Promise<void> {
    if (test()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const watcher = () => test() && resolve();
    this.#watchers.add(watcher);
    await this.#within(promise, what, { limit }).finally(() => this.#watchers.delete(watcher));
  }

  async heartbeat(text: string): Promise<string> {
    await this.#sockets.hb.send(text);
    const [echo] = await this.#within(this.#sockets.hb.receive(), 'a heartbeat');
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
    const force = setTimeout(() => this.process.kill('SIGKILL'), shutdownLimit);
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
    // What is published before the subscription has arrived is lost: ask until it is heard.
    for (let waited = 0; waited < deadline; waited += subscriptionLimit) {
      const { id, reply } = this.send('kernel_info_request');
      await this.#within(reply, 'the kernel to answer');
      const isHeard = () => this.#statesOf(id).includes('idle');
      try {
        return await this.until(isHeard, { limit: subscriptionLimit });
      } catch (error) {
        if (waited + subscriptionLimit >= deadline) throw error;
      }
    }
  }

  /** Waits no longer than the kernel lives. */
  #within<T>(promise: Promise<T>, what: string, options?: { readonly limit?: number | undefined }) {
    return within(Promise.race([promise, this.#kernel.ended]), what, options);
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
      await this.#sockets.stdin.send(this.encode('input_reply', { value }));
    }
  }

  #decode(frames: readonly Buffer[]): Received {
    const { header, parent, content } = this.#wire.decode(frames);
    return { type: header.msg_type, content, parent: parent.msg_id };
  }
}

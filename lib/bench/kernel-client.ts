/** A front end of few words: starts a kernel, sends it requests, keeps what it publishes. */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dealer, Request, Subscriber } from 'zeromq';
import { type Content, Wire } from '../kernel/wire.ts';
import { courseRoot } from '../paths.ts';
import { freePorts } from './free-ports.ts';
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

/** The program of a kernel and its arguments, `{connection_file}` among them. */
export type KernelCommand = readonly string[];

/** The course's kernel as it was built: with its snapshot, where that was made. */
export const ownKernel: KernelCommand = [
  process.execPath,
  '--no-force-async-hooks-checks',
  join(courseRoot, 'lib', 'dist', 'kernel', 'main.js'),
  '{connection_file}',
];

/** How long a kernel is given to end, as Jupyter's own clients have it. */
const shutdownLimit = 5000;
/** How long a subscription may take to arrive before the kernel is asked again. */
const subscriptionLimit = 200;

/** How a kernel is started. */
interface StartOptions {
  readonly command?: KernelCommand;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

type RequestChannel = 'shell' | 'control';

export class KernelClient {
  readonly process: ChildProcess;
  /** What the kernel wrote to its own standard error. */
  stderr = '';
  /** All that was published. */
  readonly published: Received[] = [];
  /** Answers the questions of cells. */
  onQuestion: (prompt: string) => string = () => '';
  readonly #wire: Wire;
  readonly #folder = mkdtempSync(join(tmpdir(), 'kernel-'));
  readonly #sockets = {
    shell: new Dealer({ linger: 0, reconnectInterval: 5 }),
    control: new Dealer({ linger: 0, reconnectInterval: 5 }),
    stdin: new Dealer({ linger: 0, reconnectInterval: 5 }),
    iopub: new Subscriber({ linger: 0, reconnectInterval: 5 }),
    heartbeat: new Request({ linger: 0, reconnectInterval: 5 }),
  };
  readonly #replies = new Map<string, (reply: Received) => void>();
  readonly #watchers = new Set<() => void>();

  /** Starts a kernel, and resolves when it answers. */
  static async start(options: StartOptions = {}): Promise<KernelClient> {
    const client = new KernelClient(await freePorts(5), options);
    await client.#connect();
    return client;
  }

  private constructor(
    [shell = 0, control = 0, stdin = 0, iopub = 0, heartbeat = 0]: readonly number[],
    { command = ownKernel, cwd = courseRoot, env = {} }: StartOptions,
  ) {
    const key = randomUUID();
    this.#wire = new Wire(key);
    const file = join(this.#folder, 'connection.json');
    writeFileSync(
      file,
      JSON.stringify({
        transport: 'tcp',
        ip: '127.0.0.1',
        shell_port: shell,
        control_port: control,
        stdin_port: stdin,
        iopub_port: iopub,
        hb_port: heartbeat,
        key,
        signature_scheme: 'hmac-sha256',
      }),
    );
    const [program = '', ...args] = command.map((part) => part.replace('{connection_file}', file));
    this.process = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.process.stderr?.on('data', (data) => {
      this.stderr += data;
    });
    const address = (port: number) => `tcp://127.0.0.1:${port}`;
    const identity = randomUUID();
    this.#sockets.shell.routingId = identity;
    this.#sockets.stdin.routingId = identity;
    this.#sockets.shell.connect(address(shell));
    this.#sockets.control.connect(address(control));
    this.#sockets.stdin.connect(address(stdin));
    this.#sockets.iopub.subscribe();
    this.#sockets.iopub.connect(address(iopub));
    this.#sockets.heartbeat.connect(address(heartbeat));
    for (const channel of ['shell', 'control'] as const) void this.#readReplies(channel);
    void this.#readPublished();
    void this.#readQuestions();
  }

  /** Sends a request and waits for its reply and its end. */
  async request(
    type: string,
    content: Content = {},
    channel: RequestChannel = 'shell',
  ): Promise<Answered> {
    const { id, reply } = this.send(type, content, channel);
    const received = await within(reply, `a reply to ${type}`);
    await this.until(() => this.#statesOf(id).includes('idle'));
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
  async until(test: () => boolean, limit: number = deadline): Promise<void> {
    if (test()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const watcher = () => test() && resolve();
    this.#watchers.add(watcher);
    await within(promise, String(test), limit).finally(() => this.#watchers.delete(watcher));
  }

  async heartbeat(text: string): Promise<string> {
    await this.#sockets.heartbeat.send(text);
    const [echo] = await within(this.#sockets.heartbeat.receive(), 'a heartbeat');
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
    this.process.kill('SIGKILL');
    for (const socket of Object.values(this.#sockets)) socket.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #connect(): Promise<void> {
    const died = once(this.process, 'exit').then(() => {
      throw new Error(`the kernel ended: ${this.stderr}`);
    });
    died.catch(() => {});
    // What is published before the subscription has arrived is lost: ask until it is heard.
    for (let waited = 0; waited < deadline; waited += subscriptionLimit) {
      const { id, reply } = this.send('kernel_info_request');
      await within(Promise.race([reply, died]), 'the kernel to answer');
      const isHeard = () => this.#statesOf(id).includes('idle');
      try {
        return await this.until(isHeard, subscriptionLimit);
      } catch (error) {
        if (waited + subscriptionLimit >= deadline) throw error;
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
      const value = this.onQuestion(String(content.prompt));
      await this.#sockets.stdin.send(this.encode('input_reply', { value }));
    }
  }

  #decode(frames: readonly Buffer[]): Received {
    const { header, parent, content } = this.#wire.decode(frames);
    return { type: header.msg_type, content, parent: parent.msg_id };
  }
}

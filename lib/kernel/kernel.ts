/** A Jupyter kernel over a {@link Session}: answers the requests of front ends. */

import type { Channels, RequestChannel } from './channels.ts';
import { completenessOf } from './completeness.ts';
import { History } from './history.ts';
import { JupyterSink } from './jupyter-sink.ts';
import { kernelInfo } from './kernel-info.ts';
import type { Session } from './session.ts';
import { toCodePoints, toUtf16 } from './text-offset.ts';
import type { Content, Message } from './wire.ts';

type Handler = (request: Message) => Content | Promise<Content>;

/** Answers requests until it is told to shut down. */
export class Kernel {
  readonly #channels: Channels;
  readonly #session: Session;
  readonly #history = new History();
  readonly #queue: Message[] = [];
  readonly #ended = Promise.withResolvers<void>();
  #isWorking = false;
  #count = 0;

  constructor(channels: Channels, session: Session) {
    this.#channels = channels;
    this.#session = session;
  }

  /** Resolves when a front end asked for the end. */
  async serve(): Promise<void> {
    this.#channels.publish('status', { execution_state: 'starting' });
    void this.#readShell();
    void this.#readControl();
    await this.#ended.promise;
    await this.#session.shutdown();
  }

  async #readShell(): Promise<void> {
    for await (const request of this.#channels.requests('shell')) {
      this.#queue.push(request);
      void this.#work();
    }
  }

  async #readControl(): Promise<void> {
    for await (const request of this.#channels.requests('control')) {
      await this.#answer('control', request);
    }
  }

  /** Answers what is queued, one after another. */
  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      await this.#answer('shell', next);
    }
    this.#isWorking = false;
  }

  async #answer(channel: RequestChannel, request: Message): Promise<void> {
    const type = request.header.msg_type;
    const handler = this.#handlers[type];
    this.#channels.publish('status', { execution_state: 'busy' }, request);
    try {
      if (handler === undefined) console.error(`wirebook kernel: passed over a ${type}`);
      else this.#channels.reply(channel, request, await handler(request));
    } catch (error) {
      console.error(`wirebook kernel: ${type} failed:`, error);
      this.#channels.reply(channel, request, describe(error));
    } finally {
      this.#channels.publish('status', { execution_state: 'idle' }, request);
    }
    if (type === 'shutdown_request') this.#ended.resolve();
  }

  readonly #handlers: Readonly<Record<string, Handler>> = {
    kernel_info_request: () => kernelInfo(),
    connect_request: () => ({ status: 'ok' }),
    execute_request: (request) => this.#execute(request),
    complete_request: ({ content }) => {
      const { code, offset } = cursor(content);
      const { start, end, names } = this.#session.complete(code, offset);
      return {
        status: 'ok',
        matches: names,
        cursor_start: toCodePoints(code, start),
        cursor_end: toCodePoints(code, end),
        metadata: {},
      };
    },
    inspect_request: ({ content }) => {
      const { code, offset } = cursor(content);
      const text = this.#session.inspect(code, offset);
      return {
        status: 'ok',
        found: text !== undefined,
        data: text === undefined ? {} : { 'text/plain': text },
        metadata: {},
      };
    },
    is_complete_request: ({ content }) => ({ ...completenessOf(String(content.code)) }),
    history_request: ({ content }) => ({ status: 'ok', history: this.#history.find(content) }),
    comm_info_request: () => ({ status: 'ok', comms: {} }),
    interrupt_request: () => {
      this.#session.interrupt();
      return { status: 'ok' };
    },
    shutdown_request: ({ content }) => ({ status: 'ok', restart: content.restart === true }),
  };

  async #execute(request: Message): Promise<Content> {
    const { content, metadata } = request;
    const code = String(content.code);
    const silent = content.silent === true;
    const isStored = !silent && content.store_history !== false;
    if (isStored) this.#count += 1;
    const count = this.#count;
    if (!silent) {
      this.#channels.publish('execute_input', { code, execution_count: count }, request);
    }
    const outcome = await this.#session.execute(code, {
      sink: new JupyterSink(this.#channels, request, count),
      number: count,
      cellId: typeof metadata.cellId === 'string' ? metadata.cellId : undefined,
      silent,
    });
    if (isStored) this.#history.add(count, code);
    if (outcome.status === 'ok') {
      return { status: 'ok', execution_count: count, user_expressions: {}, payload: [] };
    }
    if (content.stop_on_error !== false) this.#abortQueued();
    const { ename, evalue, traceback } = outcome.report;
    return { status: 'error', execution_count: count, ename, evalue, traceback };
  }

  /** Answers the executions already queued without running them; what comes later runs. */
  #abortQueued(): void {
    const queued = this.#queue.splice(0);
    for (const request of queued) {
      if (request.header.msg_type !== 'execute_request') {
        this.#queue.push(request);
        continue;
      }
      this.#channels.publish('status', { execution_state: 'busy' }, request);
      // Since 5.1 the protocol wants `error` here: nbclient takes `aborted` for success.
      this.#channels.reply('shell', request, {
        status: 'error',
        ename: 'Aborted',
        evalue: 'not run, because a cell before it failed',
        traceback: [],
      });
      this.#channels.publish('status', { execution_state: 'idle' }, request);
    }
  }
}

function cursor(content: Content): { readonly code: string; readonly offset: number } {
  const code = String(content.code);
  return { code, offset: toUtf16(code, Number(content.cursor_pos ?? code.length)) };
}

function describe(error: unknown): Content {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { status: 'error', ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}

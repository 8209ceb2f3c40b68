/** A Jupyter kernel over a {@link Session}: answers the requests of front ends. */

import { inspect } from 'node:util';
import type { LanguageService } from '../compile/interface.ts';
import { log } from '../session/log.ts';
import type { FailedOutcome, Session } from '../session/session.ts';
import type { Question } from '../session/session-cell.ts';
import type { Connection } from './connection.ts';
import { History } from './history.ts';
import type { Channel } from './io-thread.ts';
import { JupyterSink } from './jupyter-sink.ts';
import { kernelInfo } from './kernel-info.ts';
import type { Content, Message } from './messages.ts';

/** The content of a reply; some requests get none. */
type Answer = Content | undefined;

type Handler = (request: Message) => Answer | Promise<Answer>;

/** The most time for an interrupted cell to end by itself, in milliseconds. */
const interruptTimeout = 500;

/** Answers requests until it is told to shut down. */
export class Kernel {
  readonly #connection: Connection;
  readonly #session: Session;
  readonly #language: LanguageService;
  readonly #history = new History();
  readonly #queue: Message[] = [];
  readonly #ended = Promise.withResolvers<void>();
  /** The answer to the cell's question that is waited for. */
  #input: ((value: string) => void) | undefined;
  /** The shell request that is being answered. */
  #current: Message | undefined;
  #count = 0;

  constructor(
    connection: Connection,
    { session, language }: { readonly session: Session; readonly language: LanguageService },
  ) {
    this.#connection = connection;
    this.#session = session;
    this.#language = language;
  }

  /** Resolves when a front end asked for the end, or none can any more. */
  async serve(): Promise<void> {
    await this.#connection.opened;
    // Both belong to no request, and come before any answer: after a restart JupyterLab heeds no
    // other status until a cell runs, and would show a kernel that starts for ever.
    this.#connection.publish('status', { execution_state: 'starting' });
    this.#connection.publish('status', { execution_state: 'idle' });
    this.#connection.listen({
      onMessage: (channel, message) => this.#receive(channel, message),
      onInterrupt: (request, reason) => this.#interrupt(request, reason),
      onOrphaned: () => this.#ended.resolve(),
    });
    await this.#ended.promise;
    await this.#session.shutdown();
  }

  #receive(channel: Channel, message: Message): void {
    if (channel === 'shell') {
      this.#queue.push(message);
      if (this.#current === undefined) void this.#work();
    } else if (channel === 'control') void this.#answer('control', message);
    else if (message.header.msg_type === 'input_reply')
      this.#input?.(String(message.content.value));
  }

  /** Answers what is queued, one after another. */
  async #work(): Promise<void> {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this.#current = next;
      await this.#answer('shell', next);
      // An interrupt has answered in this one's place, and works on.
      if (this.#current !== next) return;
    }
    this.#current = undefined;
  }

  async #answer(channel: Channel, request: Message): Promise<void> {
    const type = request.header.msg_type;
    const handler = this.#handlers[type];
    this.#publishStatus('busy', request);
    try {
      if (handler === undefined) log(`passed over a ${type}`);
      else {
        const content = await handler(request);
        if (channel === 'shell' && this.#current !== request) return;
        if (content !== undefined) this.#connection.reply(channel, request, content);
      }
    } catch (error) {
      log(`${type} failed: ${inspect(error)}`);
      this.#connection.reply(channel, request, describe(error));
    }
    this.#publishStatus('idle', request);
    if (type === 'shutdown_request') this.#ended.resolve();
  }

  readonly #handlers: Readonly<Record<string, Handler>> = {
    kernel_info_request: () => kernelInfo(),
    connect_request: () => ({ status: 'ok' }),
    execute_request: (request) => this.#execute(request),
    complete_request: async ({ content }) => {
      const { code, offset } = cursor(content);
      const { start, end, names } = await this.#session.complete(code, offset);
      return {
        status: 'ok',
        matches: names,
        cursor_start: toCodePoints(code, start),
        cursor_end: toCodePoints(code, end),
        metadata: {},
      };
    },
    inspect_request: async ({ content }) => {
      const { code, offset } = cursor(content);
      const text = await this.#session.inspect(code, offset);
      const data = text === undefined ? {} : { 'text/plain': text };
      return { status: 'ok', found: text !== undefined, data, metadata: {} };
    },
    is_complete_request: async ({ content }) => ({
      ...(await this.#language.completeness(String(content.code))),
    }),
    history_request: ({ content }) => ({ status: 'ok', history: this.#history.find(content) }),
    comm_info_request: () => ({ status: 'ok', comms: {} }),
    // This kernel has no comm targets: close every comm that a front end opens.
    comm_open: (request) => {
      const { comm_id } = request.content;
      this.#connection.publish('comm_close', { comm_id, data: {} }, request);
      return undefined;
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
      this.#connection.publish('execute_input', { code, execution_count: count }, request);
    }
    const outcome = await this.#session.execute(code, {
      sink: new JupyterSink(this.#connection, request, { count, silent }),
      number: count,
      cellId: typeof metadata.cellId === 'string' ? metadata.cellId : undefined,
      ask: content.allow_stdin === true ? (question) => this.#ask(request, question) : undefined,
    });
    if (isStored) this.#history.add(count, code);
    if (outcome.status === 'error') return this.#fail(request, outcome);
    const expressions = await this.#evaluate(content.user_expressions);
    return {
      status: 'ok',
      execution_count: count,
      user_expressions: expressions,
      payload: [],
    };
  }

  #fail({ content }: Message, { report, number }: FailedOutcome): Content {
    if (content.stop_on_error !== false) this.#abortQueued();
    const { ename, evalue, traceback } = report;
    return {
      status: 'error',
      execution_count: number,
      ename,
      evalue,
      traceback,
      user_expressions: {},
    };
  }

  async #evaluate(expressions: unknown): Promise<Content> {
    const values: Record<string, unknown> = {};
    for (const [name, expression] of Object.entries(expressions ?? {})) {
      values[name] = await this.#session.evaluate(String(expression));
    }
    return values;
  }

  /** Answers the executions already queued without running them; what comes later runs. */
  #abortQueued(): void {
    for (const request of this.#queue.splice(0)) {
      if (request.header.msg_type !== 'execute_request') {
        this.#queue.push(request);
        continue;
      }
      this.#publishStatus('busy', request);
      // Since 5.1 the protocol wants `error` here: nbclient takes `aborted` for success.
      this.#connection.reply('shell', request, {
        status: 'error',
        ename: 'Aborted',
        evalue: 'not run, because a cell before it failed',
        traceback: [],
      });
      this.#publishStatus('idle', request);
    }
  }

  /** Asks the person at the front end. */
  #ask(request: Message, question: Question): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#input = resolve;
    this.#connection.ask(request, { prompt: question.prompt, password: question.password });
    return promise;
  }

  #interrupt(request: Message | undefined, reason: string | undefined): void {
    if (request !== undefined) this.#publishStatus('busy', request);
    const current = this.#current;
    this.#session.interrupt(reason);
    if (current !== undefined) setTimeout(() => this.#giveUp(current, reason), interruptTimeout);
    if (request === undefined) return;
    this.#connection.reply('control', request, { status: 'ok' });
    this.#publishStatus('idle', request);
  }

  /** Answers for a cell that lost its run when it was stopped by force. */
  #giveUp(request: Message, reason: string | undefined): void {
    if (this.#current !== request) return;
    const outcome = this.#session.abandon(reason);
    if (outcome === undefined) return;
    this.#connection.reply('shell', request, this.#fail(request, outcome));
    this.#publishStatus('idle', request);
    this.#current = undefined;
    void this.#work();
  }

  #publishStatus(state: 'busy' | 'idle', request: Message): void {
    this.#connection.publish('status', { execution_state: state }, request);
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

/** An offset in code points, as Jupyter counts, in UTF-16 units, as JavaScript does. */
function toUtf16(text: string, codePoints: number): number {
  return [...text].slice(0, codePoints).join('').length;
}

/** The reverse of {@link toUtf16}. */
function toCodePoints(text: string, utf16: number): number {
  return [...text.slice(0, utf16)].length;
}

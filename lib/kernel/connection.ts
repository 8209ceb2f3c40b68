/** The main thread's side of the kernel's sockets, which another thread owns. */

import { Worker } from 'node:worker_threads';
import { entryPoint } from '../base/paths.ts';
import { withTimeout } from '../base/with-timeout.ts';
import { restoreIntrinsics } from '../session/intrinsics.ts';
import { InterruptSignals, signalBytes } from './interrupter.ts';
import type { Channel, IoCommand, IoEvent, IoThreadData } from './io-thread.ts';
import { letHeapBeMeasured, memoryLimit } from './memory-watch.ts';
import type { Content, Message } from './messages.ts';

/** The most time for messages that are still to be sent when the kernel ends, in milliseconds. */
const closeTimeout = 300;

/** Receives what comes in. */
export interface ChannelListener {
  onMessage(channel: Channel, message: Message): void;
  /** A front end, or a person at a terminal, wants the running cell to stop, or it must for a reason. */
  onInterrupt(request: Message | undefined, reason: string | undefined): void;
  /** The process that started the kernel is gone: no front end will ask for the end. */
  onOrphaned(): void;
}

/** Receives requests, sends replies, publishes what happens. */
export class Connection {
  readonly interrupts: InterruptSignals;
  readonly #thread: Worker;
  readonly #opened = Promise.withResolvers<void>();
  #listener: ChannelListener | undefined;

  /** Starts the thread; it loads and binds while the main thread does other things. */
  constructor(connectionFile: string) {
    const signals = new SharedArrayBuffer(signalBytes);
    this.interrupts = new InterruptSignals(signals);
    letHeapBeMeasured();
    const workerData: IoThreadData = { connectionFile, signals, memoryLimit: memoryLimit() };
    this.#thread = new Worker(entryPoint(import.meta.url, './io-thread'), { workerData });
    this.#thread.on('error', (error) => this.#opened.reject(error));
    // By event, never by a promise that waits for the next message: when a cell is stopped by
    // force, promises of the moment never settle, and the kernel must hear on.
    this.#thread.on('message', (event: IoEvent) => {
      // A callback of a cell may have replaced what answering needs.
      restoreIntrinsics();
      this.#receive(event);
    });
  }

  /** Resolves when the sockets are bound; rejects, with the reason, when they cannot be. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  /** From now on `listener` hears what comes in, and first what came in before. */
  listen(listener: ChannelListener): void {
    this.#listener = listener;
    for (const event of this.#early.splice(0)) this.#receive(event);
  }

  readonly #early: IoEvent[] = [];

  reply(channel: Channel, request: Message, content: Content): void {
    this.#send(channel, request.header.msg_type.replace(/_request$/, '_reply'), content, request);
  }

  /** Tells every front end. */
  publish(type: string, content: Content, request?: Message): void {
    const message = {
      type,
      content: JSON.stringify(content),
      parent: request?.header,
      // A string: a Buffer is a view of Node's pool, all of which would be copied to the thread.
      identities: [`kernel.${type}`],
    };
    this.#command({ type: 'send', channel: 'iopub', message });
  }

  /** Asks the front end that sent `request` for a line of input. */
  ask(request: Message, content: Content): void {
    this.#send('stdin', 'input_request', content, request);
  }

  /** Interrupts the running cell as a front end would. */
  interrupt(): void {
    this.#command({ type: 'interrupt' });
  }

  /** Sends what is still to be sent, and ends the thread. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#thread.once('exit', () => resolve());
    this.#command({ type: 'close' });
    await withTimeout(promise, { milliseconds: closeTimeout });
  }

  #send(channel: Channel, type: string, content: Content, request: Message): void {
    const { header: parent, identities } = request;
    const message = { type, content: JSON.stringify(content), parent, identities };
    this.#command({ type: 'send', channel, message });
  }

  #command(command: IoCommand): void {
    this.#thread.postMessage(command);
  }

  #receive(event: IoEvent): void {
    if (event.type === 'open') this.#opened.resolve();
    else if (event.type === 'failed') {
      this.#thread.once('exit', () => this.#opened.reject(new Error(event.reason)));
    } else if (this.#listener === undefined) this.#early.push(event);
    else if (event.type === 'message') this.#listener.onMessage(event.channel, event.message);
    else if (event.type === 'orphaned') this.#listener.onOrphaned();
    else {
      this.interrupts.acknowledge();
      this.#listener.onInterrupt(event.request, event.reason);
    }
  }
}

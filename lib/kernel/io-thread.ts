/**
 * The thread that owns the kernel's sockets.
 *
 * The main thread runs cells, and a cell may keep it busy for long. Heartbeats, interrupts and what
 * the cell prints travel all the same, because they go through here.
 */

import { readFileSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Router, type Writable, XPublisher } from 'zeromq';
import { killTree } from '../base/processes.ts';
import { log } from '../session/log.ts';
import { bind } from './bind.ts';
import { Interrupter } from './interrupter.ts';
import { watchMemory } from './memory-watch.ts';
import { type Message, type OutgoingMessage, Wire } from './messages.ts';
import { watchParent } from './parent.ts';

/** The channels that requests come in by, and answers go out by. */
export type Channel = 'shell' | 'control' | 'stdin' | 'iopub';

/** Data that the main thread starts this thread with. */
export interface IoThreadData {
  readonly connectionFile: string;
  readonly signals: SharedArrayBuffer;
  /** The most bytes that the values of a notebook may have. */
  readonly memoryLimit: number;
}

/** Events for the main thread. */
export type IoEvent =
  | { readonly type: 'open' }
  /** No front end can be reached; the thread ends. */
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'message'; readonly channel: Channel; readonly message: Message }
  | { readonly type: 'interrupt'; readonly request: Message | undefined; readonly reason?: string }
  /** The process that has started the kernel is gone. */
  | { readonly type: 'orphaned' };

/** Commands of the main thread. */
export type IoCommand =
  | { readonly type: 'send'; readonly channel: Channel; readonly message: OutgoingMessage }
  | { readonly type: 'interrupt' }
  | { readonly type: 'close' };

interface ConnectionFile {
  readonly transport: string;
  readonly ip: string;
  readonly key: string;
  readonly shell_port: number;
  readonly control_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly hb_port: number;
  /** The keys of CurveZMQ, where the front end encrypts all messages, in 40 characters each. */
  readonly curve_publickey?: string;
  readonly curve_secretkey?: string;
}

/** The most time for the main thread to end once its parent is gone, in milliseconds. */
const orphanTimeout = 3000;

/** The most time for messages that are still to be sent when the kernel ends, in milliseconds. */
const linger = 200;

/** A front end that connects anew under its old identity takes the place of its lost connection. */
const handover = true;

async function serve(
  main: NonNullable<typeof parentPort>,
  { connectionFile, signals, memoryLimit }: IoThreadData,
): Promise<void> {
  const file = JSON.parse(readFileSync(connectionFile, 'utf8')) as ConnectionFile;
  const wire = new Wire(file.key);
  const interrupter = new Interrupter(signals, (request, reason) =>
    tell({ type: 'interrupt', request, ...(reason === undefined ? {} : { reason }) }),
  );
  const security = securityOf(file);
  const sockets = {
    shell: new Router({ linger, handover, ...security }),
    control: new Router({ linger, handover, ...security }),
    stdin: new Router({ linger: 0, handover, ...security }),
    // Output is bounded where a cell makes it; a published message must arrive.
    iopub: new XPublisher({ linger, sendHighWaterMark: 0, verbosity: 'allSubs', ...security }),
  };
  // Not a reply socket: that one ends the process when it receives a frame that is not a request.
  const heartbeat = new Router({ linger: 0, ...security });
  const address = (port: number) =>
    `${file.transport}://${file.ip}${file.transport === 'tcp' ? ':' : '-'}${port}`;
  const bound = await Promise.allSettled([
    bind(sockets.shell, address(file.shell_port)),
    bind(sockets.control, address(file.control_port)),
    bind(sockets.stdin, address(file.stdin_port)),
    bind(sockets.iopub, address(file.iopub_port)),
    bind(heartbeat, address(file.hb_port)),
  ]);
  const failed = bound.find((each) => each.status === 'rejected');
  if (failed !== undefined) {
    // To be told by a message: a thread that ends by an error aborts the process with ZeroMQ's.
    tell({ type: 'failed', reason: (failed.reason as Error).message });
    closeSockets();
    return;
  }

  function tell(event: IoEvent): void {
    main.postMessage(event);
  }

  function closeSockets(): void {
    for (const socket of [...Object.values(sockets), heartbeat]) socket.close();
    main.close();
  }

  const outboxes = {
    shell: new Outbox(sockets.shell),
    control: new Outbox(sockets.control),
    stdin: new Outbox(sockets.stdin),
    iopub: new Outbox(sockets.iopub),
  };

  function send(channel: Channel, message: OutgoingMessage): void {
    outboxes[channel].send(wire.encode(message));
  }

  async function close(): Promise<void> {
    await Promise.all(Object.values(outboxes).map((outbox) => outbox.empty()));
    closeSockets();
  }

  async function receive(channel: Exclude<Channel, 'iopub'>): Promise<void> {
    for await (const frames of sockets[channel]) {
      try {
        const message = wire.decode(frames);
        if (message.header.msg_type === 'interrupt_request') void interrupter.interrupt(message);
        else tell({ type: 'message', channel, message });
      } catch (error) {
        log(`passed over ${(error as Error).message}`);
      }
    }
  }

  async function beat(): Promise<void> {
    for await (const frames of heartbeat) {
      // A peer that has gone meanwhile needs no answer.
      await heartbeat.send(frames).catch(() => {});
    }
  }

  /** Welcomes each subscriber: from then on it misses no message. */
  async function welcome(): Promise<void> {
    for await (const [frame] of sockets.iopub) {
      if (frame?.[0] !== 1) continue;
      const topic = frame.subarray(1);
      const content = JSON.stringify({ subscription: topic.toString() });
      const parent = undefined;
      send('iopub', { type: 'iopub_welcome', content, parent, identities: [topic] });
    }
  }

  main.on('message', (command: IoCommand) => {
    switch (command.type) {
      case 'send':
        return send(command.channel, command.message);
      case 'interrupt':
        return void interrupter.interrupt(undefined);
      case 'close':
        return void close();
    }
  });
  for (const channel of ['shell', 'control', 'stdin'] as const) void receive(channel);
  void beat();
  void welcome();
  watchParent(() => {
    // A cell that runs would keep the kernel from ending.
    void interrupter.interrupt(undefined);
    tell({ type: 'orphaned' });
    setTimeout(() => killTree(process.pid), orphanTimeout);
  });
  watchMemory(memoryLimit, async ({ used, limit }) => {
    const [filled, most] = [used, limit].map((bytes) => `${(bytes / 1e9).toFixed(1)} GB`);
    const reason = `the cell was stopped, because values fill ${filled} of the ${most} that a notebook may have: run it with less, or restart the kernel`;
    await interrupter.interrupt(undefined, reason);
  });
  tell({ type: 'open' });
}

/** Only a peer that knows the public key of the connection file can speak to a socket with this. */
function securityOf({ curve_publickey, curve_secretkey }: ConnectionFile): object {
  if (curve_publickey === undefined || curve_secretkey === undefined) return {};
  return {
    curveServer: true,
    curvePublicKey: curve_publickey,
    curveSecretKey: curve_secretkey,
  };
}

type Frames = (Uint8Array | string)[];

/** Sends messages over a socket one after another, since ZeroMQ takes one at a time. */
class Outbox {
  readonly #socket: Pick<Writable, 'send'>;
  readonly #waiting: Frames[] = [];
  #sending: Promise<void> | undefined;

  constructor(socket: Pick<Writable, 'send'>) {
    this.#socket = socket;
  }

  send(frames: Frames): void {
    this.#waiting.push(frames);
    this.#sending ??= this.#sendWaiting();
  }

  /** Resolves when all is handed over. */
  async empty(): Promise<void> {
    await this.#sending;
  }

  async #sendWaiting(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        await this.#socket.send(next);
      } catch {
        // A front end that went away is no reason to stop: the others still listen.
      }
    }
    this.#sending = undefined;
  }
}

// Last, since a class is not there before its line was reached.
if (!isMainThread && parentPort !== null) await serve(parentPort, workerData as IoThreadData);

/** The sockets of a kernel, as its connection file names them. */

import { readFileSync } from 'node:fs';
import { Publisher, Reply, Router, type Socket } from 'zeromq';
import { type Content, type Message, Wire } from './wire.ts';

interface ConnectionFile {
  readonly transport: string;
  readonly ip: string;
  readonly key: string;
  readonly shell_port: number;
  readonly control_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly hb_port: number;
}

/** The channels that requests come in by. */
export type RequestChannel = 'shell' | 'control';

/** Receives requests, publishes what happens. */
export class Channels {
  readonly #wire: Wire;
  readonly #file: ConnectionFile;
  readonly #sockets = {
    shell: new Router({ linger: 200 }),
    control: new Router({ linger: 200 }),
    stdin: new Router({ linger: 0 }),
    // What a cell shows is bounded where it is made; what is published must arrive.
    iopub: new Publisher({ linger: 200, sendHighWaterMark: 0 }),
    heartbeat: new Reply({ linger: 0 }),
  };

  constructor(connectionFile: string) {
    this.#file = JSON.parse(readFileSync(connectionFile, 'utf8')) as ConnectionFile;
    this.#wire = new Wire(this.#file.key);
  }

  /** Binds all sockets, and answers heartbeats from then on. */
  async open(): Promise<void> {
    const { transport, ip, ...file } = this.#file;
    const separator = transport === 'tcp' ? ':' : '-';
    const bind = (socket: Socket, port: number) =>
      (socket as Router).bind(`${transport}://${ip}${separator}${port}`);
    await Promise.all([
      bind(this.#sockets.shell, file.shell_port),
      bind(this.#sockets.control, file.control_port),
      bind(this.#sockets.stdin, file.stdin_port),
      bind(this.#sockets.iopub, file.iopub_port),
      bind(this.#sockets.heartbeat, file.hb_port),
    ]);
    void this.#beat();
  }

  /** The requests of a channel. A malformed one is logged and passed over. */
  async *requests(channel: RequestChannel): AsyncGenerator<Message> {
    yield* this.#messages(this.#sockets[channel]);
  }

  /** The answers to what the kernel asked for by {@link ask}. */
  async *answers(): AsyncGenerator<Message> {
    yield* this.#messages(this.#sockets.stdin);
  }

  reply(channel: RequestChannel, request: Message, content: Content): void {
    const type = request.header.msg_type.replace(/_request$/, '_reply');
    const options = { parent: request, identities: request.identities };
    send(this.#sockets[channel], this.#wire.encode(type, content, options));
  }

  /** Tells every front end. */
  publish(type: string, content: Content, parent?: Message): void {
    const topic = Buffer.from(`kernel.${type}`);
    send(this.#sockets.iopub, this.#wire.encode(type, content, { parent, identities: [topic] }));
  }

  /** Asks the front end that sent `request` for a line of input. */
  ask(request: Message, content: Content): void {
    const options = { parent: request, identities: request.identities };
    send(this.#sockets.stdin, this.#wire.encode('input_request', content, options));
  }

  close(): void {
    for (const socket of Object.values(this.#sockets)) socket.close();
  }

  async *#messages(socket: Router): AsyncGenerator<Message> {
    for await (const frames of socket) {
      let message: Message;
      try {
        message = this.#wire.decode(frames);
      } catch (error) {
        console.error(`wirebook kernel: passed over ${(error as Error).message}`);
        continue;
      }
      yield message;
    }
  }

  async #beat(): Promise<void> {
    const { heartbeat } = this.#sockets;
    for await (const frames of heartbeat) await heartbeat.send(frames);
  }
}

function send(socket: Router | Publisher, frames: readonly (Buffer | string)[]): void {
  // A front end that went away is no reason to stop: the others still listen.
  (socket as Router).send([...frames]).catch(() => {});
}

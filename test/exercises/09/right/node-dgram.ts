/** A right answer to exercise 09 over node:dgram: events and timers instead of calls that wait. */

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { OpenServer } from '../clock.ts';
import type { Files } from '../file-server.ts';
import type { Patience } from '../question.ts';

async function bound(host: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, host);
  await once(socket, 'listening');
  return socket;
}

async function closed(socket: Socket): Promise<void> {
  const ended = once(socket, 'close');
  socket.close();
  await ended;
}

export async function openTimeServer(host: string): Promise<OpenServer> {
  const socket = await bound(host);
  socket.on('message', (data, { address, port }) => {
    const now = new Date();
    const text = data.toString('latin1').toLowerCase();
    const request = text.endsWith('\r\n') ? text.slice(0, -2) : text.replace(/\n$/, '');
    const two = (value: number) => String(value).padStart(2, '0');
    const answers: [string, string][] = [
      ['time', [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':')],
      ['timestamp', (now.getTime() / 1000).toFixed(0)],
      ['iso8601', now.toISOString()],
    ];
    const found = answers.find(([name]) => name === request);
    socket.send(`${found?.[1] ?? 'ERROR'}\n`, port, address);
  });
  return { port: socket.address().port, close: () => closed(socket) };
}

export function ask(
  host: string,
  port: number,
  request: string,
  { wait, attempts }: Patience,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = createSocket('udp4');
  let timer: NodeJS.Timeout | undefined;
  let sent = 0;
  const next = () => {
    if (sent === attempts) {
      reject(Object.assign(new Error('No answer'), { code: 'ETIMEDOUT' }));
      return;
    }
    socket.send(request);
    timer = setTimeout(next, wait * 2 ** sent);
    sent += 1;
  };
  socket.on('message', (data) => resolve(data.toString('utf8')));
  socket.on('error', reject);
  socket.connect(port, host, next);
  return promise.finally(() => {
    clearTimeout(timer);
    return closed(socket);
  });
}

/** One transfer: a state, and events that change it. */
class Transfer {
  readonly #socket: Socket;
  readonly #client: RemoteInfo;
  readonly #file: Uint8Array;
  readonly #patience: Patience;
  readonly #over = Promise.withResolvers<void>();
  #number = 0;
  #tries = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, client: RemoteInfo, file: Uint8Array, patience: Patience) {
    this.#socket = socket;
    this.#client = client;
    this.#file = file;
    this.#patience = patience;
    socket.on('message', (reply, from) => this.#take(reply, from));
    this.#advance();
  }

  get over(): Promise<void> {
    return this.#over.promise;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#over.resolve();
  }

  #take(reply: Buffer, from: RemoteInfo): void {
    if (from.address !== this.#client.address || from.port !== this.#client.port) return;
    if (reply[0] !== 0 || reply.length < 4) return;
    if (reply[1] === 5) this.end();
    else if (reply[1] === 4 && reply.readUInt16BE(2) === this.#number) this.#advance();
  }

  #advance(): void {
    if (this.#number * 512 > this.#file.length) {
      this.end();
      return;
    }
    this.#number += 1;
    this.#tries = 0;
    this.#send();
  }

  #send(): void {
    clearTimeout(this.#timer);
    if (this.#tries === this.#patience.attempts) {
      this.end();
      return;
    }
    this.#tries += 1;
    const { port, address } = this.#client;
    const head = Buffer.from([0, 3, this.#number >> 8, this.#number & 0xff]);
    const at = 512 * (this.#number - 1);
    this.#socket.send([head, this.#file.subarray(at, at + 512)], port, address);
    this.#timer = setTimeout(() => this.#send(), this.#patience.wait);
  }
}

export async function openFileServer(
  host: string,
  files: Files,
  patience: Patience,
): Promise<OpenServer> {
  const known = new Map(Object.entries(files));
  const listener = await bound(host);
  const running = new Map<Transfer, Promise<void>>();
  let isOpen = true;

  async function serve(request: Buffer, client: RemoteInfo): Promise<void> {
    const socket = await bound(host);
    const parts = request.toString('latin1').slice(2).split('\0');
    const isRequest = request[0] === 0 && request[1] === 1 && parts.length >= 3 && parts[0] !== '';
    const name = request.subarray(2, 2 + (parts[0]?.length ?? 0)).toString('utf8');
    const file = known.get(name);
    if (!isOpen) await closed(socket);
    else if (!isRequest || file === undefined) {
      const error = Buffer.from([0, 5, 0, isRequest ? 1 : 4, 0x6e, 0x6f, 0]);
      socket.send(error, client.port, client.address, () => socket.close());
    } else {
      const transfer = new Transfer(socket, client, file, patience);
      const over = transfer.over.then(() => closed(socket));
      running.set(transfer, over);
      await over;
      running.delete(transfer);
    }
  }

  listener.on('message', (request, client) => void serve(request, client));
  return {
    port: listener.address().port,
    async close() {
      isOpen = false;
      for (const transfer of running.keys()) transfer.end();
      await Promise.all([closed(listener), ...running.values()]);
    },
  };
}

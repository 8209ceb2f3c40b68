/** The checks' own socket of UDP. It uses node:dgram, not the library that the learner uses. */

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { CheckError, type ClientScene } from './client.ts';
import { show } from './transcript.ts';

/** An address of UDP. */
export interface DatagramAddress {
  readonly address: string;
  readonly port: number;
}

/** A datagram that came, and its sender. */
export interface ReceivedDatagram {
  readonly data: Buffer;
  readonly from: DatagramAddress;
}

/** Timeout of a wait for a datagram, in milliseconds. */
const waitTimeout = 1500;
/** A datagram of more bytes is shown by its first ones. */
const shownWhole = 64;
const shownFirst = 12;
/** Room for datagrams that wait, in bytes: a check may look late. */
const receiveBuffer = 1 << 20;

/** A socket of UDP that writes to the transcript. */
export class DatagramPeer {
  readonly #socket: Socket;
  readonly #scene: ClientScene;
  readonly #waiting: ReceivedDatagram[] = [];
  #wake = Promise.withResolvers<void>();
  #count = 0;
  /** Its own address. */
  readonly local: DatagramAddress;

  private constructor(socket: Socket, scene: ClientScene) {
    this.#socket = socket;
    this.#scene = scene;
    const { address, port } = socket.address();
    this.local = { address, port };
    socket.on('message', (data, { address: sender, port: senderPort }) => {
      this.#note(`received ${brief(data)} from ${this.#name(sender, senderPort)}`);
      this.#count += 1;
      this.#waiting.push({ data, from: { address: sender, port: senderPort } });
      this.#notify();
    });
  }

  /** Binds a socket; port 0 is any free one. */
  static async open(at: DatagramAddress, scene: ClientScene): Promise<DatagramPeer> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: receiveBuffer });
    socket.bind(at.port, at.address);
    await once(socket, 'listening');
    const peer = new DatagramPeer(socket, scene);
    peer.#note(`is at ${peer.local.address}:${peer.local.port}`);
    return peer;
  }

  /** The number of datagrams that have come, received by the check or not. */
  get count(): number {
    return this.#count;
  }

  /** Sends a datagram. */
  async send(data: Uint8Array | string, to: DatagramAddress): Promise<void> {
    const bytes = Buffer.from(data as string);
    this.#note(`sent ${brief(bytes)} to ${this.#name(to.address, to.port)}`);
    const sent = Promise.withResolvers<void>();
    this.#socket.send(bytes, to.port, to.address, (error) =>
      error ? sent.reject(error) : sent.resolve(),
    );
    await sent.promise;
  }

  /**
   * The next datagram.
   *
   * @param what names the awaited datagram in the message of the failure
   * @throws {CheckError} when none comes within the timeout
   */
  async receive(what = 'a datagram'): Promise<ReceivedDatagram> {
    const { timeouts, hopeless, name } = this.#scene;
    const startedAt = performance.now();
    const timedOut = new AbortController();
    const timeout = timeouts.start(waitTimeout, () => timedOut.abort());
    const giveUp = AbortSignal.any([timedOut.signal, hopeless ?? []].flat());
    giveUp.addEventListener('abort', () => this.#notify());
    try {
      for (;;) {
        const next = this.#waiting.shift();
        if (next !== undefined) return next;
        if (giveUp.aborted) {
          const waited = Math.round(performance.now() - startedAt);
          throw new CheckError(`${name} waited ${waited} ms for ${what}, and none came`);
        }
        await this.#wake.promise;
      }
    } finally {
      timeout.clear();
    }
  }

  /** A datagram that has come and was not received so far. */
  next(): ReceivedDatagram | undefined {
    return this.#waiting.shift();
  }

  /** Settles when a datagram has come that was not received so far. */
  async arrival(): Promise<void> {
    while (this.#waiting.length === 0) await this.#wake.promise;
  }

  /** Closes it; nothing is sent. */
  close(): void {
    this.#socket.close();
  }

  #name(address: string, port: number): string {
    return address === this.local.address ? `port ${port}` : `${address}:${port}`;
  }

  #note(line: string): void {
    this.#scene.transcript.note(`${this.#scene.name} ${line}`);
  }

  #notify(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}

function brief(data: Uint8Array): string {
  if (data.length === 0) return 'an empty datagram';
  const length = `${data.length} ${data.length === 1 ? 'byte' : 'bytes'}`;
  return data.length > shownWhole
    ? `${length}, ${show(data.subarray(0, shownFirst))} ...`
    : `${length} ${show(data)}`;
}

/** Datagrams of an instrument to itself, which tell how far the kernel has come. */

import { setTimeout as delay } from 'node:timers/promises';
import {
  Addrinfo,
  AF_INET,
  SO_TIMESTAMPNS,
  SOCK_DGRAM,
  SOL_SOCKET,
  Socket,
} from '../../socket/index.ts';
import { ResourceScope } from '../base/resource-scope.ts';
import { traceDescriptor, untraceDescriptor, untraced } from '../base/untraced.ts';
import type { Packet } from './packet.ts';

/** An address that no lesson has. */
const probeAddress = '127.255.255.253';
/** The time that a datagram lies in its socket before it is read, in milliseconds. */
const restTime = 3;
const maxTries = 50;

/** A socket that sends to itself. */
export class Probe {
  readonly #socket: Socket;
  readonly #fd: number;
  readonly #end: Addrinfo;
  #last = 0;

  constructor() {
    this.#socket = ResourceScope.outside(() => untraced(openSocket));
    this.#fd = this.#socket.fileno();
    untraceDescriptor(this.#fd);
    this.#end = untraced(() => this.#socket.localAddress);
  }

  get port(): number {
    return this.#end.ipPort;
  }

  /** A number for a datagram, by which {@link Probe.numberOf} knows it. */
  next(): number {
    return ++this.#last;
  }

  /** Sends a datagram with its number. */
  async send(number: number): Promise<void> {
    await ResourceScope.outside(() => this.#socket.sendTo(String(number), this.#end));
  }

  /** Which of the probe's datagrams a packet is; `undefined` for all others. */
  numberOf({ source, payload }: Packet): number | undefined {
    if (source.port !== this.port || source.address !== probeAddress) return undefined;
    return Number(payload.toString('latin1'));
  }

  /**
   * Waits until packets carry the time of their arrival.
   *
   * The kernel begins to note it a moment after the first socket has asked for it, and until then
   * gives the time at which a packet is read. A datagram that lies unread for a while tells which
   * of the two it is.
   */
  async arrivalTimesNoted(): Promise<void> {
    await ResourceScope.outside(async () => {
      for (let probe = 0; probe < maxTries; probe++) {
        await this.send(this.next());
        await delay(restTime);
        const { control } = await this.#socket.recvMessage();
        const arrived = control.find(({ timestamp }) => timestamp !== undefined)?.timestamp ?? 0;
        if (Date.now() - arrived > restTime / 2) return;
      }
    });
  }

  close(): void {
    untraced(() => this.#socket.close());
    traceDescriptor(this.#fd);
  }
}

function openSocket(): Socket {
  const socket = new Socket(AF_INET, SOCK_DGRAM);
  try {
    socket.setsockopt(SOL_SOCKET, SO_TIMESTAMPNS, true);
    socket.bind(Addrinfo.udp(probeAddress, 0));
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

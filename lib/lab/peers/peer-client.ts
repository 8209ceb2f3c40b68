/** A client with a limit of time that reports how it ended. */

import { setTimeout as delay } from 'node:timers/promises';
import {
  Addrinfo,
  AF_INET,
  AF_INET6,
  SHUT_WR,
  SO_RCVBUF,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
} from '../../socket/index.ts';

/** The limits of a misbehaving client. */
export interface PeerOptions {
  /** The time after which it ends, in milliseconds; 1000 unless told, at most 10000. */
  readonly duration?: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
  /** The address to come from. */
  readonly from?: string;
}

/** The report of a misbehaving client. */
export interface PeerReport {
  /** Bytes that it handed to its socket. */
  readonly sent: number;
  /** Bytes that it read. */
  readonly received: number;
  readonly outcome: PeerOutcome;
}

/** The end of a misbehaving client's connection. */
export type PeerOutcome =
  | 'refused'
  | 'closed by the server'
  | 'reset by the server'
  | 'closed by the client';

const maxDuration = 10_000;

/** A connection of a client while it lasts. */
export class PeerClient {
  readonly socket: Socket;
  /** Aborted when the client's time is up. */
  readonly signal: AbortSignal;
  sent = 0;
  received = 0;

  constructor(socket: Socket, signal: AbortSignal) {
    this.socket = socket;
    this.signal = signal;
  }

  /** Sends all bytes, however long the server takes. */
  async send(data: string | Uint8Array): Promise<void> {
    const bytes = Buffer.from(data);
    for (let at = 0; at < bytes.length; ) {
      const count = await this.socket.send(bytes.subarray(at), { signal: this.signal });
      this.sent += count;
      at += count;
    }
  }

  /** Reads at most `most` bytes; false at the end of the stream. */
  async read(most?: number): Promise<boolean> {
    const chunk = await this.socket.recv(most, { signal: this.signal });
    this.received += chunk.length;
    return chunk.length > 0;
  }

  /** Reads until the server ends the connection. */
  async drain(): Promise<PeerOutcome> {
    while (await this.read());
    return 'closed by the server';
  }

  /** Ends its own direction, and reads until the server ends the other. */
  async finish(): Promise<PeerOutcome> {
    this.socket.shutdown(SHUT_WR);
    return await this.drain();
  }

  async pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.signal });
  }
}

interface Visit extends PeerOptions {
  readonly to: Addrinfo;
  /** Bytes of the receive buffer, SO_RCVBUF; the kernel's choice without it. */
  readonly receiveBuffer?: number;
}

/**
 * Connects, lets the client act until it is done or its time is up, and closes.
 *
 * @param behave the client's acts; when it returns, the server has closed
 */
export async function visit(
  { to, duration = 1000, signal, from, receiveBuffer }: Visit,
  behave: (client: PeerClient) => Promise<PeerOutcome>,
): Promise<PeerReport> {
  const bound = AbortSignal.timeout(Math.min(duration, maxDuration));
  using socket = new Socket(to.family === AF_INET6 ? AF_INET6 : AF_INET, SOCK_STREAM);
  const client = new PeerClient(socket, signal ? AbortSignal.any([bound, signal]) : bound);
  if (receiveBuffer) socket.setsockopt(SOL_SOCKET, SO_RCVBUF, receiveBuffer);
  let outcome: PeerOutcome;
  try {
    if (from) socket.bind(Addrinfo.tcp(from, 0));
    await socket.connect(to, { signal: client.signal });
    outcome = await behave(client);
  } catch (error) {
    outcome = outcomeOf(error);
  }
  return { sent: client.sent, received: client.received, outcome };
}

function outcomeOf(error: unknown): PeerOutcome {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset by the server';
  if (code === 'ABORT_ERR') return 'closed by the client';
  throw error;
}

/** Clients and listeners that misbehave, as they do on the Internet. Each bounds itself. */

import { randomBytes } from 'node:crypto';
import {
  type Addrinfo,
  AF_INET,
  SO_LINGER,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
} from '../../socket/index.ts';
import { type PeerOptions, type PeerReport, visit } from './peer-client.ts';

/** The pieces of a message, and the pauses between them. */
export interface PaceOptions extends PeerOptions {
  /** Bytes of each piece; 1 unless told. */
  readonly size?: number;
  /** Time between pieces in milliseconds; 20 unless told. */
  readonly interval?: number;
}

/** The amount that is sent. */
export interface AmountOptions extends PeerOptions {
  /** Bytes in all, at most 64 MB. */
  readonly bytes?: number;
}

const maxBytes = 64 << 20;
const maxClients = 500;
const pieceSize = 64 << 10;

/** Clients that misbehave, and one listener. */
export const peers = {
  slowReader,
  dripper,
  resetter,
  halfCloser,
  silent,
  garbageSender,
  flooder,
  crowd,
  neverAccepter,
};

/**
 * Sends a request and takes the answer byte by byte, with pauses, into a small buffer: the server's
 * send buffer fills, and a server that waits for one client waits for this one.
 *
 * @example
 * await peers.slowReader(Addrinfo.tcp(HOST, 4481), 'GET / HTTP/1.0\r\n\r\n');
 */
function slowReader(
  to: Addrinfo,
  request: string | Uint8Array,
  { size = 1, interval = 20, ...options }: PaceOptions = {},
): Promise<PeerReport> {
  return visit({ to, ...options, receiveBuffer: 4096 }, async (client) => {
    await client.send(request);
    while (await client.read(size)) await client.pause(interval);
    return 'closed by the server';
  });
}

/** Sends a message byte by byte with pauses, so that no recv() gives the whole of it. */
function dripper(
  to: Addrinfo,
  message: string | Uint8Array,
  { size = 1, interval = 20, ...options }: PaceOptions = {},
): Promise<PeerReport> {
  return visit({ to, ...options }, async (client) => {
    const bytes = Buffer.from(message);
    for (let at = 0; at < bytes.length; at += size) {
      await client.send(bytes.subarray(at, at + size));
      await client.pause(interval);
    }
    return await client.finish();
  });
}

/** Sends a message and resets the connection instead of closing it: SO_LINGER with 0 seconds. */
function resetter(
  to: Addrinfo,
  message: string | Uint8Array = '',
  options: PeerOptions = {},
): Promise<PeerReport> {
  return visit({ to, ...options }, async (client) => {
    await client.send(message);
    client.socket.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
    return 'closed by the client';
  });
}

/** Sends a message, ends its direction at once, and still waits for the answer. */
function halfCloser(
  to: Addrinfo,
  message: string | Uint8Array = '',
  options: PeerOptions = {},
): Promise<PeerReport> {
  return visit({ to, ...options }, async (client) => {
    await client.send(message);
    return await client.finish();
  });
}

/** Connects, says nothing, and stays. */
function silent(to: Addrinfo, options: PeerOptions = {}): Promise<PeerReport> {
  return visit({ to, ...options }, (client) => client.drain());
}

/** Sends random bytes in place of a message; 1000 unless told. */
function garbageSender(
  to: Addrinfo,
  { bytes = 1000, ...options }: AmountOptions = {},
): Promise<PeerReport> {
  return halfCloser(to, randomBytes(Math.min(bytes, maxBytes)), options);
}

/** Sends without end, 8 MB unless told, and reads nothing. */
function flooder(
  to: Addrinfo,
  { bytes = 8 << 20, ...options }: AmountOptions = {},
): Promise<PeerReport> {
  return visit({ to, ...options }, async (client) => {
    const piece = Buffer.alloc(pieceSize, 'x');
    const most = Math.min(bytes, maxBytes);
    while (client.sent < most) await client.send(piece.subarray(0, most - client.sent));
    return 'closed by the client';
  });
}

/** Many clients at once that connect and say nothing: 20 unless told, at most 500. */
function crowd(
  to: Addrinfo,
  { clients = 20, ...options }: PeerOptions & { readonly clients?: number } = {},
): Promise<readonly PeerReport[]> {
  const count = Math.min(clients, maxClients);
  return Promise.all(Array.from({ length: count }, () => silent(to, options)));
}

/**
 * A listener that never accepts: `backlog` + 1 connections complete and wait in its queue, the next
 * ones wait for a place. Closing it resets them.
 *
 * @param at its address; port 0 for any
 * @returns the listening socket, for the caller to close
 */
function neverAccepter(at: Addrinfo, { backlog = 1 }: { readonly backlog?: number } = {}): Socket {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  try {
    listener.bind(at);
    listener.listen(backlog);
    return listener;
  } catch (error) {
    listener.close();
    throw error;
  }
}

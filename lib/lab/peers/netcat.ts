/** Talks to a server from a cell, as `nc` does from a terminal. */

import { spawn } from 'node:child_process';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { withTimeout } from '../../base/with-timeout.ts';
import { Conversation, type NetcatLine } from './netcat-conversation.ts';

/** The data that {@link netcat} sends, and its end. */
export interface NetcatOptions {
  /** The data to send, one piece after another. */
  readonly send?: string | Uint8Array | readonly (string | Uint8Array)[];
  /** Ends our direction after the last piece, as `nc -N` does; true unless told. */
  readonly end?: boolean;
  /** The time to wait for the server's end, in milliseconds; 2000 unless told. */
  readonly timeout?: number;
  /** A name that tells this client from others in one output; `nc` unless told. */
  readonly name?: string;
  /** The address to come from. */
  readonly from?: string;
  /** The program that talks: Node, or `nc` where it is installed. */
  readonly by?: 'node' | 'nc';
}

/**
 * Connects to a server, sends, and reads until the server ends the connection or the time is up.
 *
 * @param host the address of the server
 * @param port its port
 * @returns the conversation, which shows the lines of both sides in order
 * @throws Error ECONNREFUSED and the other errors of connect(2); with `by: 'nc'` where nc fails
 * @example
 * const talk = await netcat(HOST, 4481, { send: 'hello\n' });
 * talk.received; // what the server said, as text
 */
export async function netcat(
  host: string,
  port: number,
  options: NetcatOptions = {},
): Promise<Conversation> {
  const { send = [], end = true, timeout = 2000, name = 'nc', from, by = 'node' } = options;
  const lines: NetcatLine[] = [];
  const chunks: Buffer[] = [];
  const say = (kind: NetcatLine['kind'], text: string) => {
    lines.push({ name, kind, text, at: performance.now() });
  };
  const { stream, connected } = by === 'nc' ? startNc(host, port, from) : connect(host, port, from);
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    say('received', chunk.toString());
  });
  stream.once('end', () => say('note', 'the server ended the connection'));
  await connected;
  stream.on('error', ({ message }) => say('note', message));
  for (const piece of toList(send)) {
    stream.write(piece);
    say('sent', piece.toString());
  }
  if (end) stream.end();
  if (!(await closes(stream, timeout))) {
    say('note', `nothing more within ${timeout} ms, so this client closed`);
    stream.destroy();
  }
  return new Conversation(lines, Buffer.concat(chunks));
}

interface Connection {
  readonly stream: Duplex;
  readonly connected: Promise<unknown>;
}

function connect(host: string, port: number, from: string | undefined): Connection {
  const stream = net.connect({ host, port, ...(from ? { localAddress: from } : {}) });
  const connected = new Promise((resolve, reject) => {
    stream.once('connect', resolve).once('error', reject);
  });
  return { stream, connected };
}

/** The program `nc`: its standard input and output are the two directions of the connection. */
function startNc(host: string, port: number, from: string | undefined): Connection {
  const nc = spawn('nc', ['-N', ...(from ? ['-s', from] : []), host, String(port)]);
  const stream = Duplex.from({ writable: nc.stdin, readable: nc.stdout });
  let complaint = '';
  nc.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const started = new Promise((resolve, reject) => {
    nc.once('spawn', resolve).once('error', (cause) => {
      reject(new Error('Cannot run nc: sudo apt-get install netcat-openbsd', { cause }));
    });
  });
  nc.once('close', (code) => {
    if (code) stream.destroy(new Error(`nc ended with ${code}: ${complaint.trim()}`));
  });
  stream.once('close', () => nc.kill());
  return { stream, connected: started };
}

/** True where the stream closes in time. */
async function closes(stream: Duplex, timeout: number): Promise<boolean> {
  if (stream.closed) return true;
  const closed = new Promise<boolean>((resolve) => {
    stream.once('close', () => resolve(true));
  });
  return withTimeout(closed, { milliseconds: timeout, onTimeout: () => false });
}

function toList(send: NonNullable<NetcatOptions['send']>): readonly (string | Uint8Array)[] {
  return typeof send === 'string' || send instanceof Uint8Array ? [send] : send;
}

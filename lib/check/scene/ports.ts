/** Ports for a check, and whether a client can connect to one. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { Client } from './client.ts';
import type { ProcessTimeouts } from './process-timeouts.ts';
import { Transcript } from './transcript.ts';

/** The range of free ports. Those that Linux gives to clients lie above: one could be taken meanwhile. */
const free = { from: 10_000, to: 30_000 } as const;

/** A port that a server listens at, which closes each connection. */
export interface ListeningPort {
  readonly port: number;
  close(): Promise<void>;
}

/** Finds a port of `host` that any server can bind. */
export async function freePort(host: string): Promise<number> {
  for (;;) {
    const port = free.from + Math.floor((free.to - free.from) * Math.random());
    if (isLeftInTimeWait(port)) continue;
    try {
      const { close } = await listen(host, port);
      await close();
      return port;
    } catch {
      // The port is taken: try another one.
    }
  }
}

/** Listens at a port of `host`, any one unless told. */
export async function listen(host: string, wanted = 0): Promise<ListeningPort> {
  const server = createServer((connection) => connection.destroy());
  server.listen(wanted, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/** Whether a client can connect; the transcript, which tells what led to a failure, has nothing of it. */
export async function isOpen(
  host: string,
  port: number,
  timeouts: ProcessTimeouts,
): Promise<boolean> {
  const scene = { transcript: new Transcript(), name: '', timeouts };
  const client = await Client.connect({ host, port }, scene).catch(() => undefined);
  client?.destroy();
  return client !== undefined;
}

/**
 * Node's servers set SO_REUSEADDR, so they do not notice connections of an earlier server in
 * TIME_WAIT. A right answer that does not set it cannot bind such a port.
 */
function isLeftInTimeWait(port: number): boolean {
  const local = port.toString(16).toUpperCase().padStart(4, '0');
  const sockets = readFileSync('/proc/net/tcp', 'latin1');
  return new RegExp(`: [0-9A-F]{8}:${local} [0-9A-F]{8}:[0-9A-F]{4} 06 `).test(sockets);
}

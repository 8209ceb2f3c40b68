/** A right answer to exercise 01: arithmetic on single bytes, node:net, all ports at once. */

import { connect } from 'node:net';
import type { Endpoint, PortRange } from './plain.ts';

export function packAddress(host: string, port: number): Uint8Array {
  const octets = host.split('.').map((octet) => Number.parseInt(octet, 10));
  return Buffer.from([2, 0, port >> 8, port & 0xff, ...octets, 0, 0, 0, 0, 0, 0, 0, 0]);
}

export function unpackAddress(sockaddr: Uint8Array): Endpoint {
  const [family, zero, upper = 0, lower = 0, ...rest] = sockaddr;
  if (family !== 2 || zero !== 0 || sockaddr.length < 16) throw new Error('Not an IPv4 address');
  return { host: rest.slice(0, 4).join('.'), port: upper * 256 + lower };
}

export async function findServer(host: string, port: number): Promise<number | undefined> {
  const digits = port.toString(16).padStart(4, '0');
  const candidates = [port, Number.parseInt(digits.slice(2) + digits.slice(0, 2), 16)];
  const found = await Promise.all(candidates.map((candidate) => answers(host, candidate)));
  return candidates.find((_, index) => found[index]);
}

export async function openPorts(host: string, { first, last }: PortRange): Promise<number[]> {
  const ports = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const found = await Promise.all(ports.map((port) => answers(host, port)));
  return ports.filter((_, index) => found[index]);
}

function answers(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const client = connect({ host, port });
  client.on('connect', () => {
    client.destroy();
    resolve(true);
  });
  client.on('error', () => resolve(false));
  return promise;
}

/** A right answer to exercise 20 with one loop that waits for whichever attempt ends first. */

import { isIPv4 } from 'node:net';
import { Addrinfo, TcpSocket } from 'wirebook';
import type { Limits } from '../scanner.ts';

function* portsOf(text: string): Generator<number> {
  for (const part of text.split(',')) {
    if (!/^\d+(-\d+)?$/.test(part) || /(^|-)0/.test(part)) throw new RangeError(`bad: ${part}`);
    const [first = 0, last = first] = part.split('-').map(Number);
    if (last > 65_535 || first > last) throw new RangeError(`bad: ${part}`);
    for (let port = first; port <= last; port++) yield port;
  }
}

export function parsePorts(text: string): number[] {
  const ports = new Set(portsOf(text));
  if (ports.size > 1024) throw new RangeError('too many');
  return [...ports].toSorted((one, other) => one - other);
}

function own(address: string): string {
  const isOwn = address === '::1' || (isIPv4(address) && /^127\./.test(address));
  if (!isOwn) throw new RangeError(`foreign: ${address}`);
  return address;
}

async function attempt(to: Addrinfo, timeout: number, signal?: AbortSignal): Promise<string> {
  try {
    using _socket = await TcpSocket.connect(to, signal ? { timeout, signal } : { timeout });
    return 'open';
  } catch (error) {
    if (signal?.aborted) return 'unknown';
    const code: string = Object(error).code;
    const known: Record<string, string> = { ECONNREFUSED: 'closed', ETIMEDOUT: 'filtered' };
    return known[code] ?? `error ${code}`;
  }
}

export async function probe(address: string, port: number, timeout: number): Promise<string> {
  return await attempt(Addrinfo.tcp(own(address), port), timeout);
}

export async function scan(
  address: string,
  ports: readonly number[],
  { window, timeout, limit }: Limits,
): Promise<string[]> {
  own(address);
  if (!(window >= 1 && window % 1 === 0)) throw new RangeError('window');
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), limit);
  const states: Record<number, string> = {};
  const waiting = [...new Set(ports)].reverse();
  const running = new Map<number, Promise<number>>();
  while (running.size > 0 || (waiting.length > 0 && !ending.signal.aborted)) {
    while (running.size < window && waiting.length > 0 && !ending.signal.aborted) {
      const port = waiting.pop() ?? 0;
      const state = attempt(Addrinfo.tcp(address, port), timeout, ending.signal);
      running.set(
        port,
        state.then((end) => {
          states[port] = end;
          return port;
        }),
      );
    }
    running.delete(await Promise.race(running.values()));
  }
  clearTimeout(timer);
  return ports.map((port) => states[port] ?? 'unknown');
}

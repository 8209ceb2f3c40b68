/** A right answer to exercise 20 over node:net, with one timer for the whole scan. */

import { BlockList, connect, isIP } from 'node:net';
import type { Limits } from '../scanner.ts';

const own = new BlockList();
own.addSubnet('127.0.0.0', 8, 'ipv4');

function checkOwn(address: string): void {
  if (address === '::1' || (isIP(address) === 4 && own.check(address))) return;
  throw new RangeError(`Not on this machine: ${address}`);
}

export function parsePorts(text: string): number[] {
  const wanted = new Array<boolean>(65_536).fill(false);
  for (const part of text.split(',')) {
    const ends = part.split('-');
    const numbers = ends.map(Number);
    const [first = 0, last = first] = numbers;
    const isWritten = ends.length <= 2 && ends.every((end, at) => end === String(numbers[at]));
    const isPort = (port: number) => Number.isInteger(port) && port > 0 && port < 65_536;
    if (!isWritten || !isPort(first) || !isPort(last) || last < first) throw new RangeError(part);
    wanted.fill(true, first, last + 1);
  }
  const ports = [...wanted.keys()].filter((port) => wanted[port]);
  if (ports.length > 1024) throw new RangeError('more than 1,024 ports');
  return ports;
}

function attempt(address: string, port: number, timeout: number, signal?: AbortSignal) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect({ host: address, port });
  let state = 'unknown';
  const finish = (end: string) => {
    state = end;
    clearTimeout(timer);
    socket.destroy();
  };
  const timer = setTimeout(() => finish('filtered'), timeout);
  const abort = () => finish('unknown');
  signal?.addEventListener('abort', abort);
  socket.on('connect', () => finish('open'));
  socket.on('error', (error) => {
    const { code } = Object(error);
    finish(code === 'ECONNREFUSED' ? 'closed' : `error ${code}`);
  });
  socket.on('close', () => {
    signal?.removeEventListener('abort', abort);
    resolve(state);
  });
  return promise;
}

export async function probe(address: string, port: number, timeout: number): Promise<string> {
  checkOwn(address);
  return await attempt(address, port, timeout);
}

export async function scan(
  address: string,
  ports: readonly number[],
  { window, timeout, limit }: Limits,
): Promise<string[]> {
  checkOwn(address);
  if (!Number.isSafeInteger(window) || window <= 0) throw new RangeError('window');
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), limit);
  const states = new Map(ports.map((port) => [port, 'unknown']));
  const running = new Set<Promise<void>>();
  for (const port of states.keys()) {
    if (running.size === window) await Promise.race(running);
    if (ending.signal.aborted) break;
    const run = attempt(address, port, timeout, ending.signal).then((state) => {
      states.set(port, state);
      running.delete(run);
    });
    running.add(run);
  }
  await Promise.all(running);
  clearTimeout(timer);
  return ports.map((port) => states.get(port) ?? 'unknown');
}

/** A right answer to exercise 15 with signals for limits of time, a generator and recursion. */

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Addrinfo,
  AF_INET,
  getaddrinfo,
  SOCK_STREAM,
  Socket,
} from '../../../../lib/socket/index.ts';
import type { Desk, Failure, Growth, Limits } from '../order.ts';

export function mayRetry(failure: Failure, isIdempotent: boolean): boolean {
  const { code = '', syscall = '' } = failure;
  const isSafe =
    /^(ECONNREFUSED|E(HOST|NET)UNREACH|EAI_AGAIN)$/.test(code) ||
    (syscall === 'connect' && /^(ETIMEDOUT|EAGAIN)$/.test(code));
  const isOpen = /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ETIMEDOUT|EAGAIN)$/.test(code);
  return isSafe || (isOpen && isIdempotent);
}

function* uppers({ base, most }: Growth): Generator<number> {
  for (let upper = base; ; upper *= 2) yield Math.min(upper, most);
}

export function pauses(lots: number[], growth: Growth): number[] {
  const bounds = uppers(growth);
  return lots.map((lot) => {
    const upper = bounds.next().value ?? 0;
    const lower = upper / 2;
    return lower + lot * (upper - lower);
  });
}

export async function placeOrder(desk: Desk, item: string, limits: Limits): Promise<string> {
  const end = performance.now() + limits.atMost;
  const lots = Array.from({ length: limits.attempts }, () => Math.random());
  const line = `${randomUUID().replaceAll('-', '')} ${item}\n`;
  return tryFrom(pauses(lots.slice(1), limits));

  async function tryFrom([pause, ...others]: readonly number[]): Promise<string> {
    const outcome = await ask(end).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    if ('answer' in outcome) {
      const [word, ...rest] = outcome.answer.split(' ');
      if (word === 'done') return rest.join(' ');
      throw new Error(rest.join(' '));
    }
    const hasTime = pause !== undefined && performance.now() + pause <= end;
    if (!hasTime || !mayRetry(Object(outcome.error), true)) throw outcome.error;
    await delay(pause);
    return tryFrom(others);
  }

  async function ask(whole: number): Promise<string> {
    const left = Math.max(0, Math.min(limits.timeout, whole - performance.now()));
    const clock = new AbortController();
    const timer = setTimeout(() => clock.abort(), left);
    const { signal } = clock;
    try {
      const [address] = await getaddrinfo(desk.host, desk.port, { type: SOCK_STREAM });
      using socket = new Socket(AF_INET, SOCK_STREAM);
      await socket.connect(Addrinfo.tcp(address.ipAddress, desk.port), { signal });
      await socket.sendAll(line, { signal });
      const pieces: Buffer[] = [];
      for (;;) {
        const byte = await socket.recv(1, { signal });
        if (byte.length === 0) throw coded('ERR_STREAM_PREMATURE_CLOSE');
        if (byte[0] === 10) return String(Buffer.concat(pieces));
        pieces.push(byte);
      }
    } catch (error) {
      throw signal.aborted ? coded('ETIMEDOUT') : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

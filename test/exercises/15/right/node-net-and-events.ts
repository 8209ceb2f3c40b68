/** A right answer to exercise 15, with Node's own sockets, events and timers. */

import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Desk, Failure, Growth, Limits } from '../order.ts';

const kinds: Record<string, 'before' | 'after' | 'time'> = {
  ...{ ECONNREFUSED: 'before', EHOSTUNREACH: 'before', ENETUNREACH: 'before' },
  ...{ EAI_AGAIN: 'before', ECONNRESET: 'after', EPIPE: 'after' },
  ...{ ERR_STREAM_PREMATURE_CLOSE: 'after', ETIMEDOUT: 'time', EAGAIN: 'time' },
};

export function mayRetry({ code, syscall }: Failure, isIdempotent: boolean): boolean {
  const kind = code === undefined ? undefined : kinds[code];
  if (kind === undefined) return false;
  if (kind === 'before') return true;
  return isIdempotent || (kind === 'time' && syscall === 'connect');
}

export function pauses(lots: number[], { base, most }: Growth): number[] {
  const uppers = lots.map((_, place) => Math.min(base * 2 ** place, most));
  return uppers.map((upper, place) => upper - ((1 - (lots[place] ?? 0)) * upper) / 2);
}

export function placeOrder(desk: Desk, item: string, limits: Limits): Promise<string> {
  const key = randomBytes(12).toString('hex');
  const end = performance.now() + limits.atMost;
  let count = 0;
  return new Promise((resolve, reject) => {
    function again(error: Error & Failure): void {
      const lots = Array.from({ length: count }, Math.random);
      const pause = pauses(lots, limits).at(-1) ?? 0;
      const isLast = count === limits.attempts || performance.now() + pause > end;
      if (error.code === 'ENOTFOUND') reject(coded('EAI_NONAME'));
      else if (isLast || !mayRetry(error, true)) reject(error);
      else setTimeout(begin, pause);
    }

    function begin(): void {
      count += 1;
      const socket = connect(desk.port, desk.host);
      const left = Math.min(limits.timeout, end - performance.now());
      let bytes = Buffer.alloc(0);
      const timer = setTimeout(() => over(coded('ETIMEDOUT')), left);
      function over(error: Error | undefined, receipt = ''): void {
        clearTimeout(timer);
        socket.removeAllListeners().on('error', () => {});
        socket.destroy();
        if (error) again(error);
        else resolve(receipt);
      }
      socket.on('connect', () => socket.write(`${key} ${item}\n`));
      socket.on('error', over);
      socket.on('end', () => over(coded('ERR_STREAM_PREMATURE_CLOSE')));
      socket.on('data', (piece) => {
        bytes = Buffer.concat([bytes, piece]);
        const [line, rest] = split(bytes);
        if (rest === undefined) return;
        if (line.startsWith('done ')) over(undefined, line.slice('done '.length));
        else over(new Error(line.slice('no '.length)));
      });
    }
    begin();
  });
}

function split(bytes: Buffer): readonly [line: string, rest?: Buffer] {
  const end = bytes.indexOf('\n');
  return end < 0 ? [''] : [bytes.toString('utf8', 0, end), bytes.subarray(end + 1)];
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

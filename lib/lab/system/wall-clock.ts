/** The clock by which the kernel dates packets, against that of `performance.now()`. */

import { call } from '../../socket/system/ffi.ts';
import { untraced } from '../base/untraced.ts';

const CLOCK_REALTIME = 0;
/** Readings of both clocks, of which the quickest tells the difference to a microsecond. */
const readings = 9;

const clockGettime = call<[clock: number, time: Uint8Array]>('int clock_gettime(int, uint8_t *)');

/**
 * The time since 1970 at which `performance.now()` was 0, in milliseconds. `performance.timeOrigin`
 * does not serve: it is that of the process's start, and the wall clock may have been set since.
 *
 * @see clock_gettime(2)
 */
export function wallClockOrigin(): number {
  const time = Buffer.alloc(16);
  let best = { span: Number.POSITIVE_INFINITY, origin: 0 };
  for (let reading = 0; reading < readings; reading++) {
    const before = performance.now();
    untraced(() => clockGettime(CLOCK_REALTIME, time));
    const span = performance.now() - before;
    const wall = Number(time.readBigInt64LE(0)) * 1000 + Number(time.readBigInt64LE(8)) / 1e6;
    if (span < best.span) best = { span, origin: wall - before - span / 2 };
  }
  return best.origin;
}

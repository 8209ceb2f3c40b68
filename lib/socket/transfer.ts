/** What all calls that send or receive have in common. */

import { MSG_DONTWAIT, MSG_ERRQUEUE, MSG_NOSIGNAL } from './constants.ts';
import { type Direction, EXCEPT, READ } from './registration.ts';
import { checkInt, checkOptions } from './validate.ts';
import type { WaitOptions } from './waiting.ts';

/** How a call sends or receives. */
export interface TransferOptions extends WaitOptions {
  /** `MSG_` flags, combined with `|`. With MSG_DONTWAIT the call fails with EAGAIN at once. */
  readonly flags?: number | undefined;
}

/** What the call returned is what the caller gets. */
export function asItIs(result: number): number {
  return result;
}

/** The flags of a call that receives. */
export function receiveFlags(options: TransferOptions): number {
  const { flags = 0 } = checkOptions(options);
  return checkInt('flags', flags);
}

/** The flags of a call that sends: an error is raised, not a signal. */
export function sendFlags(options: TransferOptions): number {
  return receiveFlags(options) | MSG_NOSIGNAL;
}

/** With MSG_DONTWAIT the call ends with EAGAIN instead of waiting. */
export function isImpatient(flags: number): boolean {
  return (flags & MSG_DONTWAIT) !== 0;
}

/** Those who wait for the error queue do not stand behind those who wait for data. */
export function receiveDirection(flags: number): Direction {
  return flags & MSG_ERRQUEUE ? EXCEPT : READ;
}

/**
 * The capabilities of the calling thread, `capabilities(7)`: rights that a process may hold without
 * using them. A Node that was given the right to capture holds it like that, so that everything else
 * in a lesson meets the limits that any user meets.
 */

import { capget, capset } from './libc.ts';

/** The numbers of `linux/capability.h`. */
const CAP_NET_ADMIN = 12;
const CAP_NET_RAW = 13;

const VERSION_3 = 0x2008_0522;

/**
 * Runs `act` with the rights to open packet sockets and to make room for them in effect, as far as
 * this thread holds them.
 */
export function withCaptureRights<T>(act: () => T): T {
  const header = Buffer.alloc(8); // The process 0: the calling thread.
  header.writeUInt32LE(VERSION_3, 0);
  // Three sets of 32 bits, effective, permitted and inheritable; then the same for higher numbers.
  const sets = Buffer.alloc(24);
  if (capget(header, sets) < 0) return act();
  const effective = sets.readUInt32LE(0);
  const held = sets.readUInt32LE(4) & ((1 << CAP_NET_ADMIN) | (1 << CAP_NET_RAW));
  if ((effective & held) === held) return act();
  const setEffective = (bits: number) => {
    sets.writeUInt32LE(bits >>> 0, 0);
    capset(header, sets);
  };
  setEffective(effective | held);
  try {
    return act();
  } finally {
    setEffective(effective);
  }
}

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

/** A set of capabilities, one bit for each number. */
type CapabilitySet = bigint;

/**
 * Runs `act` with the rights to open packet sockets and to make room for them in effect, as far as
 * this thread holds them.
 */
export function withCaptureRights<T>(act: () => T): T {
  const rights = (1n << BigInt(CAP_NET_ADMIN)) | (1n << BigInt(CAP_NET_RAW));
  return withEffective(({ effective, permitted }) => effective | (permitted & rights), act);
}

/**
 * Runs `act` as an ordinary user would, `capabilities(7)`: none of the rights of root is in effect.
 * It must not wait.
 *
 * @example
 * const open = async () => withoutPrivileges(() => new Socket(AF_PACKET, SOCK_RAW));
 * await open().catch((error) => error.code); // => 'EPERM'
 */
export function withoutPrivileges<T>(act: () => T): T {
  return withEffective(() => 0n, act);
}

function withEffective<T>(
  choose: (sets: {
    readonly effective: CapabilitySet;
    readonly permitted: CapabilitySet;
  }) => CapabilitySet,
  act: () => T,
): T {
  const header = Buffer.alloc(8); // The process 0: the calling thread.
  header.writeUInt32LE(VERSION_3, 0);
  // Three sets of 32 bits, effective, permitted and inheritable; then the same for higher numbers.
  const sets = Buffer.alloc(24);
  if (capget(header, sets) < 0) return act();
  const read = (at: number) =>
    BigInt(sets.readUInt32LE(at)) | (BigInt(sets.readUInt32LE(at + 12)) << 32n);
  const effective = read(0);
  const wanted = choose({ effective, permitted: read(4) });
  if (wanted === effective) return act();
  const setEffective = (bits: CapabilitySet) => {
    sets.writeUInt32LE(Number(bits & 0xffff_ffffn), 0);
    sets.writeUInt32LE(Number(bits >> 32n), 12);
    capset(header, sets);
  };
  setEffective(wanted);
  try {
    return act();
  } finally {
    setEffective(effective);
  }
}

/** The resource limits of this process, `getrlimit(2)`. */

import { SocketError } from './errors.ts';
import * as libc from './libc.ts';
import { checkInt, checkInteger } from './validate.ts';

/** The number of open files, sockets among them. */
export const RLIMIT_NOFILE = 7;
/** The number of processes and threads of this user. */
export const RLIMIT_NPROC = 6;
/** The size of the memory that may be locked, in bytes. */
export const RLIMIT_MEMLOCK = 8;
/** Without limit. */
export const RLIM_INFINITY: number = Number.POSITIVE_INFINITY;

const UNLIMITED = 0xffff_ffff_ffff_ffffn;

/** A limit: the soft one counts, and can be raised up to the hard one. */
export interface ResourceLimit {
  readonly soft: number;
  readonly hard: number;
}

/**
 * Reads a limit, `getrlimit(2)`. Node raises its own soft RLIMIT_NOFILE to the hard one at start.
 *
 * @example
 * getrlimit(RLIMIT_NOFILE).soft >= 3; // => true
 */
export function getrlimit(resource: number): ResourceLimit {
  const limit = Buffer.alloc(16);
  const result = libc.getrlimit(checkInt('resource', resource), limit);
  if (result < 0) throw new SocketError('getrlimit', -result);
  return { soft: unpack(limit.readBigUInt64LE()), hard: unpack(limit.readBigUInt64LE(8)) };
}

/**
 * Sets a limit for the whole process, `setrlimit(2)`. What is in use already stays.
 *
 * Fails with EINVAL for a soft limit above the hard one, EPERM for raising the hard one without
 * privilege.
 *
 * @param limit the new limit; a part that is not given stays as it is
 *
 * @example
 * const { soft } = getrlimit(RLIMIT_NOFILE);
 * setrlimit(RLIMIT_NOFILE, { soft: soft - 1 });
 * setrlimit(RLIMIT_NOFILE, { soft });
 */
export function setrlimit(resource: number, limit: Partial<ResourceLimit>): void {
  const { soft, hard } = { ...getrlimit(resource), ...limit };
  const packed = Buffer.alloc(16);
  packed.writeBigUInt64LE(pack('soft limit', soft));
  packed.writeBigUInt64LE(pack('hard limit', hard), 8);
  const result = libc.setrlimit(resource, packed);
  if (result < 0) throw new SocketError('setrlimit', -result);
}

function unpack(value: bigint): number {
  return value === UNLIMITED ? RLIM_INFINITY : Number(value);
}

function pack(name: string, value: number): bigint {
  if (value === RLIM_INFINITY) return UNLIMITED;
  return BigInt(checkInteger(name, value, { least: 0, most: Number.MAX_SAFE_INTEGER }));
}

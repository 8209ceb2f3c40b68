/** The names of network interfaces and their numbers. */

import { constants } from 'node:os';
import { SocketError } from '../system/errors.ts';
import * as libc from '../system/libc.ts';
import { checkInteger, refuseRange, refuseType } from '../system/validate.ts';

/** IFNAMSIZ: the room for a name, with its final NUL. */
const NAME_SIZE = 16;

/**
 * The index of an interface, `if_nametoindex(3)`.
 *
 * Fails with ENODEV if there is no such interface.
 *
 * @example
 * interfaceName(interfaceIndex('lo')); // => 'lo'
 */
export function interfaceIndex(name: string): number {
  if (typeof name !== 'string') refuseType('interface', 'the name of an interface', name);
  if (name.includes('\0')) refuseRange('interface', 'a name without NUL', name);
  const index = libc.ifNameToIndex(name);
  if (index === 0) {
    throw new SocketError('if_nametoindex', constants.errno.ENODEV, { address: name });
  }
  return index;
}

/**
 * The name of an interface, `if_indextoname(3)`; undefined if there is none with this index.
 *
 * @example
 * interfaceName(0); // => undefined
 */
export function interfaceName(index: number): string | undefined {
  checkInteger('interface', index, { least: 0, most: 0xffff_ffff });
  const name = Buffer.alloc(NAME_SIZE);
  if (libc.ifIndexToName(index, name) === 0) return undefined;
  return name.toString('utf8', 0, name.indexOf(0));
}

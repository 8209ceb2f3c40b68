/** A network of this process's own, which has nothing but loopback. */

import { closeSync } from 'node:fs';
import { call } from '../socket/ffi.ts';

const CLONE_NEWNET = 0x40000000;
const AF_INET = 2;
const SOCK_DGRAM = 2;
const SIOCSIFFLAGS = 0x8914;
const IFF_UP = 1;

/** The size of `struct ifreq`, and where in it the flags stand, in bytes. */
const ifreq = { size: 40, name: 16 } as const;

const unshare = call<[flags: number]>('int unshare(int)');
const socket = call<[family: number, type: number, protocol: number]>('int socket(int, int, int)');
const ioctl = call<[descriptor: number, request: number, argument: Uint8Array]>(
  'int ioctl(int, unsigned long, uint8_t *)',
);

/**
 * Moves this thread, and whatever process it starts from now on, to a new network. Sockets that are
 * open stay where they are; the network left behind is gone once nothing is in it any more.
 *
 * @see network_namespaces(7), netdevice(7)
 */
export function enterOwnNetwork(): void {
  succeed('unshare', unshare(CLONE_NEWNET));
  const descriptor = succeed('socket', socket(AF_INET, SOCK_DGRAM, 0));
  try {
    const loopback = Buffer.alloc(ifreq.size);
    loopback.write('lo');
    loopback.writeInt16LE(IFF_UP, ifreq.name);
    succeed('ioctl', ioctl(descriptor, SIOCSIFFLAGS, loopback));
  } finally {
    closeSync(descriptor);
  }
}

function succeed(name: string, result: number): number {
  if (result < 0) throw new Error(`Cannot make a network: ${name} failed with errno ${-result}`);
  return result;
}

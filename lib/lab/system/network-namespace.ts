/** Network namespaces, `network_namespaces(7)`: networks with interfaces and ports of their own. */

import { closeSync, openSync } from 'node:fs';
import { call } from '../../socket/system/ffi.ts';

const CLONE_NEWNET = 0x40000000;
const AF_INET = 2;
const SOCK_DGRAM = 2;
const SIOCSIFFLAGS = 0x8914;
const IFF_UP = 1;

/** The size of `struct ifreq`, and where in it the flags stand, in bytes. */
const ifreq = { size: 40, name: 16 } as const;

const unshare = call<[flags: number]>('int unshare(int)');
const setns = call<[namespace: number, type: number]>('int setns(int, int)');
const socket = call<[family: number, type: number, protocol: number]>('int socket(int, int, int)');
const ioctl = call<[descriptor: number, request: number, argument: Uint8Array]>(
  'int ioctl(int, unsigned long, uint8_t *)',
);

/**
 * Moves this thread, and each process that it starts from now on, to a new network namespace with
 * no interface but loopback. Open sockets stay in the old one, which is gone once nothing is in it
 * any more.
 *
 * @see netdevice(7)
 */
export function enterNetworkNamespace(): void {
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

/** Makes a network namespace and opens it; this thread stays where it is. */
export function openNetworkNamespace(): number {
  return returning(() => {
    enterNetworkNamespace();
    return openOwn();
  });
}

/** Runs `act` in an open network namespace: sockets that it makes stay there. It must not wait. */
export function inNetworkNamespace<T>(namespace: number, act: () => T): T {
  return returning(() => {
    succeed('setns', setns(namespace, CLONE_NEWNET));
    return act();
  });
}

/** Runs `act`, and takes this thread back to the network namespace where it was before. */
function returning<T>(act: () => T): T {
  const back = openOwn();
  try {
    return act();
  } finally {
    const result = setns(back, CLONE_NEWNET);
    closeSync(back);
    succeed('setns', result);
  }
}

function openOwn(): number {
  return openSync('/proc/thread-self/ns/net', 'r');
}

function succeed(name: string, result: number): number {
  if (result < 0)
    throw new Error(`Cannot make a network namespace: ${name} failed with errno ${-result}`);
  return result;
}

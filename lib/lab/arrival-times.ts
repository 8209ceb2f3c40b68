/** Makes sure that the kernel notes when packets arrive. */

import { setTimeout as delay } from 'node:timers/promises';
import {
  Addrinfo,
  AF_INET,
  SO_TIMESTAMPNS,
  SOCK_DGRAM,
  SOL_SOCKET,
  Socket,
} from '../socket/index.ts';
import { Scope } from './scope.ts';
import { hideDescriptor, showDescriptor, unobserved } from './unobserved.ts';

/** How long a probe lies in its socket before it is read, in milliseconds. */
const REST = 3;
const MOST_PROBES = 50;

/**
 * Waits until packets carry the time of their arrival.
 *
 * The kernel begins to note it a moment after the first socket has asked for it, and until then
 * gives the time at which a packet is read. A datagram that lies unread for a while tells which of
 * the two it is.
 */
export async function arrivalTimesNoted(): Promise<void> {
  await Scope.outside(async () => {
    const socket = unobserved(openProbe);
    const fd = socket.fileno();
    hideDescriptor(fd);
    try {
      for (let probe = 0; probe < MOST_PROBES; probe++) {
        await socket.sendTo(
          '?',
          unobserved(() => socket.localAddress),
        );
        await delay(REST);
        const { control } = await socket.recvMessage();
        const arrived = control.find(({ timestamp }) => timestamp !== undefined)?.timestamp ?? 0;
        if (Date.now() - arrived > REST / 2) return;
      }
    } finally {
      unobserved(() => socket.close());
      showDescriptor(fd);
    }
  });
}

function openProbe(): Socket {
  const socket = new Socket(AF_INET, SOCK_DGRAM);
  socket.setsockopt(SOL_SOCKET, SO_TIMESTAMPNS, true);
  socket.bind(Addrinfo.udp('127.0.0.1', 0));
  return socket;
}

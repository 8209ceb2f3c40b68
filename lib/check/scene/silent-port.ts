/** Ports that answer nothing, neither that they are open nor that they are closed. */

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Addrinfo,
  AF_INET,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
} from '../../socket/index.ts';

/** A port that no other program can take until it is disposed of. */
export interface SilentPort {
  readonly port: number;
  /** Stops refusing: from now on connections get no answer. */
  readonly keepSilent: () => Promise<void>;
  /** Waits for a client that gets no answer, and answers when it asks again, a second later. */
  readonly answerTheSecond: () => Promise<void>;
  readonly dispose: () => void;
}

/** Takes a port of `host`. It has no listener, so the system refuses connections. */
export function takePort(host: string, wanted = 0): SilentPort {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  const filler = new Socket(AF_INET, SOCK_STREAM);
  const dispose = () => {
    filler.close();
    listener.close();
  };
  try {
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, wanted !== 0);
    listener.bind(Addrinfo.tcp(host, wanted));
  } catch (error) {
    dispose();
    throw error;
  }
  const { localAddress } = listener;
  return {
    port: localAddress.ipPort,
    // Linux silently drops a SYN for which the accept queue has no room.
    async keepSilent() {
      listener.listen(0);
      await filler.connect(localAddress);
    },
    async answerTheSecond() {
      while (!listener.isClosed && !isAsked(localAddress)) await delay(5);
      while (!listener.isClosed) {
        const [connection] = await listener.accept();
        connection.close();
      }
    },
    dispose,
  };
}

/** Whether a client of this network namespace waits for an answer to its SYN. */
function isAsked(address: Addrinfo): boolean {
  const sockaddr = Buffer.from(address.toSockaddr());
  const ip = sockaddr.readUInt32LE(4).toString(16).toUpperCase().padStart(8, '0');
  const port = sockaddr.subarray(2, 4).toString('hex').toUpperCase();
  const synSent = '02';
  return readFileSync('/proc/net/tcp', 'latin1').includes(` ${ip}:${port} ${synSent} `);
}

/**
 * The loopback address of a lesson or exercise: `127.0.NN.1`, or another where a different user of
 * this machine has that one.
 *
 * A user who opens a lesson claims its address by the abstract name of a Unix socket, unix(7), which
 * the system frees with the process. Ports are bound later, when it would be too late to move.
 */

import { Addrinfo, AF_UNIX, SOCK_DGRAM, Socket } from '../../socket/index.ts';
import { ResourceScope } from '../base/resource-scope.ts';
import { untraceDescriptor, untraced } from '../base/untraced.ts';
import { descriptors } from './descriptors.ts';
import { inetSockets, unixSockets } from './proc-net.ts';
import { nameOf } from './users.ts';

/** The ports of the lessons' texts. At lesson 00's address, 127.0.0.1, any program may use others. */
export const coursePorts = { first: 4400, last: 4599 } as const;

/** The second octets of the addresses that users are moved to: 1 to 254. */
const octets = 254;

const claims = new Map<number, { readonly host: string; readonly socket: Socket }>();

/**
 * Claims the address of a lesson or exercise until this process ends. Says under the calling cell
 * where it is another than the usual one.
 */
export function claimHost(number: number): string {
  const usual = hostOf(number);
  const known = claims.get(number)?.host;
  const host = known ?? claimFirst(number);
  if (host !== usual && known === undefined) {
    console.warn(
      `${takenBy(usual).map(nameOf).join(' and ') || 'Another user'} has ${usual} on this machine: ` +
        `HOST is ${host} for you; where a text says ${usual}, read ${host}`,
    );
  }
  return host;
}

function hostOf(number: number): string {
  return `127.0.${number}.1`;
}

function claimFirst(number: number): string {
  const user = process.getuid?.() ?? 0;
  for (let at = -1; at < octets; at += 1) {
    const host = at < 0 ? hostOf(number) : `127.${1 + ((user + at) % octets)}.${number}.1`;
    const socket = claim(host);
    // Two users who claim an address at the same moment see each other, and both move on.
    if (takenBy(host).length === 0) {
      claims.set(number, { host, socket });
      return host;
    }
    untraced(() => socket.close());
  }
  return hostOf(number);
}

const prefix = '@wirebook-host';

function claim(host: string): Socket {
  const name = `${prefix}/${host}/${process.getuid?.() ?? 0}/${process.pid}`;
  return ResourceScope.outside(() =>
    untraced(() => {
      const socket = new Socket(AF_UNIX, SOCK_DGRAM);
      untraceDescriptor(socket.fileno());
      socket.bind(Addrinfo.unix(name.replace('@', '\0'), SOCK_DGRAM));
      return socket;
    }),
  );
}

/** The numbers of the other users who have claimed an address, or listen at it. */
function takenBy(host: string): readonly number[] {
  const own = process.getuid?.() ?? 0;
  const claimed = unixSockets()
    .filter(({ path }) => path.startsWith(`${prefix}/${host}/`))
    .map(({ path }) => Number(path.split('/')[2]));
  const inodes = new Set(descriptors().map(({ socketInode }) => socketInode));
  const listening = inetSockets('tcp')
    .filter(({ state, localAddress }) => state === 'LISTEN' && localAddress === host)
    .filter(({ localPort }) => localPort >= coursePorts.first && localPort <= coursePorts.last)
    .filter(({ inode }) => !inodes.has(inode))
    .map(({ uid }) => uid);
  return [...new Set([...claimed, ...listening])].filter((uid) => uid !== own);
}

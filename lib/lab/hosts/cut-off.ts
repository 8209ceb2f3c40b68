/** Cuts TCP sockets of this process off from the network: all that arrives for them is dropped. */

import { bpf, packBpf } from '../../base/bpf.ts';
import { SO_ATTACH_FILTER, SO_DETACH_FILTER, SOL_SOCKET } from '../../socket/index.ts';
import { setsockopt } from '../../socket/system/libc.ts';
import { packFilterProgram } from '../../socket/system/pointer-structs.ts';
import { untraced } from '../base/untraced.ts';
import { ownSockets, tcpInfoOf } from '../system/own-sockets.ts';

/** The program of `bpf(2)` that keeps 0 bytes of each packet: `ret #0`. */
const dropAll = packBpf([{ code: bpf.return, k: 0 }]);

/**
 * Cuts sockets off, or lets them hear again. Both ends of a connection have to be cut off, as a socket
 * that is can still send.
 *
 * @param isCut by a socket's own address; undefined for addresses that are none of the caller's
 */
export function cutOff(isCut: (address: string) => boolean | undefined): void {
  for (const { fd, local } of ownSockets()) {
    if (!local?.isIp || tcpInfoOf(fd) === undefined) continue;
    const cut = isCut(local.ipAddress);
    if (cut === undefined) continue;
    const program = cut ? packFilterProgram(dropAll) : Buffer.alloc(4);
    const name = cut ? SO_ATTACH_FILTER : SO_DETACH_FILTER;
    // To let a socket hear that was not cut off fails, and changes nothing.
    untraced(() => setsockopt(fd, SOL_SOCKET, name, program, program.length));
  }
}

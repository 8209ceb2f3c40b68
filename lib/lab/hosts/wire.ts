/** A wire in user space: carries frames between network interfaces, and treats them as it is told. */

import type { Random } from '../../base/random.ts';
import {
  Addrinfo,
  AF_PACKET,
  PACKET_IGNORE_OUTGOING,
  SOCK_RAW,
  SOL_PACKET,
  Socket,
} from '../../socket/index.ts';
import { send } from '../../socket/system/libc.ts';
import { uint32 } from '../system/netlink.ts';
import { Lane, Traffic } from './traffic.ts';

/** Each frame comes with a `struct virtio_net_hdr`, which tells what of its checksum is missing. */
const PACKET_VNET_HDR = 15;
/** The place of a frame's type behind that header and two hardware addresses, and the type of ARP. */
const frameType = { offset: 10 + 12, arp: 0x0806 } as const;
/** The largest frame that comes, in bytes. */
const maxFrame = 70_000;

/** One end of a wire. */
interface WireEnd {
  readonly socket: Socket;
  readonly lane: Lane;
}

/** Carries each frame that comes in at one end out at all others, like a hub. */
export class Wire {
  readonly traffic: Traffic;
  readonly #ends: readonly WireEnd[];

  /** @param devices the interfaces, in the network namespace of this thread */
  constructor(devices: readonly string[], random: Random) {
    this.traffic = new Traffic(random);
    this.#ends = devices.map((device) => ({ socket: openEnd(device), lane: new Lane() }));
    for (const end of this.#ends) void this.#carry(end);
  }

  close(): void {
    this.traffic.close();
    for (const { socket } of this.#ends) socket.close();
  }

  async #carry({ socket, lane }: WireEnd): Promise<void> {
    while (!socket.isClosed) {
      try {
        const frame = await socket.recv(maxFrame);
        const deliver = () => this.#deliver(socket, frame);
        const isArp =
          frame.length > frameType.offset + 2 &&
          frame.readUInt16BE(frameType.offset) === frameType.arp;
        if (isArp) this.traffic.carrySafely(lane, deliver);
        else this.traffic.carry(lane, frame.length, deliver);
      } catch (error) {
        // Closing the wire ends the call that waits; an interface may be switched off and on.
        if (!socket.isClosed && Object(error).code !== 'ENETDOWN') throw error;
      }
    }
  }

  #deliver(from: Socket, frame: Buffer): void {
    for (const { socket } of this.#ends) {
      // An interface that is switched off takes nothing.
      if (socket !== from) send(socket.fileno(), frame, frame.length, 0);
    }
  }
}

function openEnd(device: string): Socket {
  // Bound with its protocol below, so that no frame of another interface comes first.
  const socket = new Socket(AF_PACKET, SOCK_RAW);
  socket.setsockopt(SOL_PACKET, PACKET_VNET_HDR, uint32(1));
  socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, true);
  socket.bind(Addrinfo.packet(device));
  return socket;
}

/** A tap on a network interface: every packet that passes, by `packet(7)`. */

import {
  Addrinfo,
  AF_PACKET,
  MSG_TRUNC,
  PACKET_IGNORE_OUTGOING,
  PACKET_STATISTICS,
  SO_RCVBUFFORCE,
  SO_TIMESTAMPNS,
  SOCK_DGRAM,
  SOL_PACKET,
  SOL_SOCKET,
  Socket,
} from '../socket/index.ts';
import { arrivalTimesNoted } from './arrival-times.ts';
import { decodePacket, type Packet } from './packet.ts';
import { Scope } from './scope.ts';
import { hideDescriptor, showDescriptor, unobserved } from './unobserved.ts';

/** How many bytes of each packet are kept: all headers, and the beginning of the data. */
const KEPT_BYTES = 512;
/** Room for what passes while this process waits for its turn: everything on the interface counts. */
const BUFFER_SIZE = 64 << 20;

/** Collects the packets of one interface until it is closed. */
export class PacketTap {
  readonly packets: Packet[] = [];
  readonly #socket: Socket;
  readonly #done: Promise<void>;
  #dropped = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#done = Scope.outside(() => this.#collect());
    this.#done.catch(() => undefined); // close() hands the error on.
  }

  /**
   * Opens a tap.
   *
   * @throws SocketError EPERM without CAP_NET_RAW
   */
  static async open(name: string): Promise<PacketTap> {
    const tap = Scope.outside(() => unobserved(() => new PacketTap(openTap(name))));
    try {
      await arrivalTimesNoted();
    } catch (error) {
      await tap.close();
      throw error;
    }
    tap.packets.length = 0;
    return tap;
  }

  /** How many packets the kernel had no room to keep. */
  dropped(): number {
    return this.#dropped;
  }

  /** Ends the capture; fails where collecting has failed. */
  async close(): Promise<void> {
    const fd = this.#socket.fileno();
    unobserved(() => {
      this.#dropped += this.#socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8).readUInt32LE(4);
      this.#socket.close();
    });
    showDescriptor(fd);
    await this.#done;
  }

  async #collect(): Promise<void> {
    while (!this.#socket.isClosed) {
      try {
        const { data, control } = await this.#socket.recvMessage({
          maxLength: KEPT_BYTES,
          flags: MSG_TRUNC,
        });
        const time = control.find(({ timestamp }) => timestamp !== undefined)?.timestamp;
        const packet = decodePacket(data, time ?? Date.now());
        if (packet) this.packets.push(packet);
      } catch (error) {
        // Closing the tap ends the call that waits.
        if (!this.#socket.isClosed) throw error;
      }
    }
  }
}

function openTap(name: string): Socket {
  // SOCK_DGRAM: without the link's header, which the loopback interface only pretends to have.
  const socket = new Socket(AF_PACKET, SOCK_DGRAM);
  hideDescriptor(socket.fileno());
  try {
    socket.setsockopt(SOL_SOCKET, SO_TIMESTAMPNS, true);
    socket.setsockopt(SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_SIZE);
    // On the loopback interface each packet leaves and arrives, so it would be seen twice.
    socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, true);
    socket.bind(Addrinfo.packet(name));
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

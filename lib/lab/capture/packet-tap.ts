/** A tap on a network interface: every packet that passes, by `packet(7)`. */

import { setTimeout as delay } from 'node:timers/promises';
import {
  Addrinfo,
  AF_PACKET,
  MSG_TRUNC,
  PACKET_IGNORE_OUTGOING,
  PACKET_STATISTICS,
  SO_ATTACH_FILTER,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_TIMESTAMPNS,
  SOCK_DGRAM,
  SOL_PACKET,
  SOL_SOCKET,
  Socket,
  SocketError,
} from '../../socket/index.ts';
import { withCaptureRights } from '../../socket/system/capability.ts';
import { setsockopt } from '../../socket/system/libc.ts';
import { packFilterProgram } from '../../socket/system/pointer-structs.ts';
import { ResourceScope } from '../base/resource-scope.ts';
import { traceDescriptor, untraceDescriptor, untraced } from '../base/untraced.ts';
import { decodePacket, type Packet } from './packet.ts';
import { Probe } from './probe.ts';

/** The number of bytes of each packet that are kept: all headers, and the beginning of the data. */
const keptBytes = 512;
/** Room for all packets of the interface that pass while this process waits for its turn. */
const bufferSize = 64 << 20;
/** The time after which a probe that has not come by is sent again, in milliseconds. */
const probeInterval = 250;
/** So many probes in a row that do not come by, nor anything else, and the wait for them ends. */
const mostLostProbes = 8;

/** Collects the packets of one interface until it is closed. */
export class PacketTap {
  readonly packets: Packet[] = [];
  readonly #socket: Socket;
  readonly #probe: Probe;
  readonly #done: Promise<void>;
  /** Those that wait for a probe to come by, with its number. */
  readonly #waiting = new Map<number, () => void>();
  #collected = 0;
  #dropped = 0;

  private constructor(socket: Socket, probe: Probe) {
    this.#socket = socket;
    this.#probe = probe;
    this.#done = ResourceScope.outside(() => this.#collect());
    this.#done.catch(() => undefined); // close() hands the error on.
  }

  /**
   * Opens a tap.
   *
   * @param name the interface
   * @param filter the program by which the kernel leaves packets out, for the tap's own port
   * @throws SocketError EPERM without CAP_NET_RAW
   */
  static async open(name: string, filter?: (ownPort: number) => Buffer): Promise<PacketTap> {
    const tap = ResourceScope.outside(() =>
      untraced(() => {
        const socket = withCaptureRights(() => openTap(name));
        return new PacketTap(socket, new Probe());
      }),
    );
    try {
      await tap.#probe.arrivalTimesNoted();
      if (filter) tap.#attach(filter(tap.#probe.port));
      // Earlier packets still wait here to be collected, and no filter left them out.
      await tap.caughtUp();
    } catch (error) {
      await tap.close();
      throw error;
    }
    tap.packets.length = 0;
    return tap;
  }

  /** The number of packets that the kernel had no room to keep. */
  get dropped(): number {
    this.#dropped += untraced(() =>
      // The kernel counts anew each time it is asked.
      this.#socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8).readUInt32LE(4),
    );
    return this.#dropped;
  }

  /**
   * Waits until all that has passed by now is collected: until a datagram that is sent now comes by.
   * Where the kernel had no room for it, another one is sent. No limit of time: on a busy machine
   * that would be a capture without its packets.
   */
  async caughtUp(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<true>();
    const number = this.#probe.next();
    this.#waiting.set(number, () => resolve(true));
    try {
      for (let lost = 0; lost < mostLostProbes; ) {
        const before = this.#collected;
        await this.#probe.send(number);
        const over = new AbortController();
        const later = delay(probeInterval, false, { signal: over.signal }).catch(() => false);
        const hasCome = await Promise.race([promise, later]);
        over.abort();
        if (hasCome) return;
        lost = this.#collected === before ? lost + 1 : 0;
      }
    } finally {
      this.#waiting.delete(number);
    }
  }

  /** Ends the capture; fails where collecting has failed. */
  async close(): Promise<void> {
    const fd = this.#socket.fileno();
    untraced(() => this.#socket.close());
    traceDescriptor(fd);
    this.#probe.close();
    await this.#done;
  }

  #attach(filter: Buffer): void {
    const program = packFilterProgram(filter);
    const fd = this.#socket.fileno();
    // If the kernel has no room for the program, every packet passes, and is sorted out later.
    untraced(() => setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, program, program.length));
  }

  async #collect(): Promise<void> {
    while (!this.#socket.isClosed) {
      try {
        const { data, control } = await this.#socket.recvMessage({
          maxLength: keptBytes,
          flags: MSG_TRUNC,
        });
        const time = control.find(({ timestamp }) => timestamp !== undefined)?.timestamp;
        this.#collected += 1;
        const packet = decodePacket(data, time ?? Date.now());
        if (packet) this.#take(packet);
      } catch (error) {
        // Closing the tap ends the call that waits.
        if (!this.#socket.isClosed) throw error;
      }
    }
  }

  #take(packet: Packet): void {
    const probe = this.#probe.numberOf(packet);
    if (probe === undefined) this.packets.push(packet);
    else this.#waiting.get(probe)?.();
  }
}

function openTap(name: string): Socket {
  // SOCK_DGRAM: without the link's header, which the loopback interface only pretends to have.
  const socket = new Socket(AF_PACKET, SOCK_DGRAM);
  untraceDescriptor(socket.fileno());
  try {
    socket.setsockopt(SOL_SOCKET, SO_TIMESTAMPNS, true);
    makeRoom(socket);
    // On the loopback interface each packet leaves and arrives, so it would be seen twice.
    socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, true);
    socket.bind(Addrinfo.packet(name));
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** As much room as allowed: beyond the system's limit it takes CAP_NET_ADMIN, which capturing does not. */
function makeRoom(socket: Socket): void {
  try {
    socket.setsockopt(SOL_SOCKET, SO_RCVBUFFORCE, bufferSize);
  } catch (error) {
    if (!(error instanceof SocketError) || error.code !== 'EPERM') throw error;
    socket.setsockopt(SOL_SOCKET, SO_RCVBUF, bufferSize);
  }
}

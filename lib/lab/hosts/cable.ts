/** A link between hosts, in the process that holds them. */

import type { Random } from '../../base/random.ts';
import {
  Addrinfo,
  AF_PACKET,
  SO_RCVBUF,
  SO_TIMESTAMPNS,
  SOCK_RAW,
  SOL_SOCKET,
  Socket,
} from '../../socket/index.ts';
import type { NetworkSetup } from '../system/rtnetlink.ts';
import { isIdeal, type LinkConditions, type LinkCounts } from './conditions.ts';
import { Wire } from './wire.ts';

/** The interface of a host at one end of a link. */
export interface CableEnd {
  readonly namespace: number;
  readonly network: NetworkSetup;
  readonly device: string;
  readonly hardwareAddress: string;
}

/** Room for the frames of a capture that nobody has read so far, in bytes; the system's limit is lower. */
const captureSize = 32 << 20;

/**
 * Joins interfaces of hosts. Each host's interface is one end of a cable whose other end is here:
 * a bridge of the kernel joins those where the link only carries, and a wire in user space where it
 * does anything else.
 */
export class Cable {
  readonly #base: NetworkSetup;
  readonly #random: Random;
  readonly #bridge: string;
  readonly #devices: readonly string[];
  #wire: Wire | undefined;
  #isCut = false;
  /** Frames of wires that are gone. */
  #counts: LinkCounts = { carried: 0, lost: 0, overflowed: 0, duplicated: 0, cut: 0 };

  /**
   * @param base the network of this process, which no host sees
   * @param number tells it from other links
   */
  constructor(
    base: NetworkSetup,
    {
      number,
      ends,
      random,
    }: { readonly number: number; readonly ends: readonly CableEnd[]; readonly random: Random },
  ) {
    this.#base = base;
    this.#random = random;
    this.#bridge = `link${number}`;
    base.addBridge(this.#bridge);
    this.#devices = ends.map(({ namespace, network, device, hardwareAddress }, place) => {
      const own = `link${number}.${place}`;
      base.addCable(own, { name: device, namespace, hardwareAddress });
      // Packets of the network's own upkeep would stand between those of a lesson.
      base.withoutIpv6(own);
      network.sendSingly(device);
      base.setBridge(own, this.#bridge);
      base.setUp(own);
      return own;
    });
    base.withoutIpv6(this.#bridge);
    base.setUp(this.#bridge);
  }

  /** Changes what the link does to frames. */
  set(conditions: LinkConditions): void {
    if (isIdeal(conditions)) this.#joinByBridge();
    else {
      this.#wire ??= this.#joinByWire();
      this.#wire.traffic.conditions = conditions;
    }
  }

  /** From now on no frame arrives, and no end is told: as where a cable breaks behind a switch. */
  cut(): void {
    this.#isCut = true;
    this.#applyCut();
  }

  mend(): void {
    this.#isCut = false;
    this.#applyCut();
  }

  /** Frames so far; a bridge does not count. */
  counts(): LinkCounts {
    return sum(this.#counts, this.#wire?.traffic.counts);
  }

  /** A socket that gets a copy of each frame at one end, from both directions. */
  tap(place: number): Socket {
    const socket = new Socket(AF_PACKET, SOCK_RAW);
    socket.setsockopt(SOL_SOCKET, SO_TIMESTAMPNS, true);
    socket.setsockopt(SOL_SOCKET, SO_RCVBUF, captureSize);
    socket.bind(Addrinfo.packet(this.#devices[place] ?? ''));
    return socket;
  }

  #joinByWire(): Wire {
    for (const device of this.#devices) this.#base.setBridge(device, undefined);
    const wire = new Wire(this.#devices, this.#random);
    wire.traffic.isCut = this.#isCut;
    return wire;
  }

  #joinByBridge(): void {
    if (this.#wire === undefined) return;
    this.#counts = sum(this.#counts, this.#wire.traffic.counts);
    this.#wire.close();
    this.#wire = undefined;
    for (const device of this.#devices) this.#base.setBridge(device, this.#bridge);
    this.#applyCut();
  }

  #applyCut(): void {
    if (this.#wire !== undefined) this.#wire.traffic.isCut = this.#isCut;
    else {
      const state = this.#isCut ? 'disabled' : 'forwarding';
      for (const device of this.#devices) this.#base.setPort(device, state);
    }
  }
}

function sum(counts: LinkCounts, more: LinkCounts | undefined): LinkCounts {
  if (more === undefined) return counts;
  return {
    carried: counts.carried + more.carried,
    lost: counts.lost + more.lost,
    overflowed: counts.overflowed + more.overflowed,
    duplicated: counts.duplicated + more.duplicated,
    cut: counts.cut + more.cut,
  };
}

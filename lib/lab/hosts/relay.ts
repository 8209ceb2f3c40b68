/**
 * A relay on the loopback interface: it stands in for the links of a lab where this machine allows no
 * namespaces, and carries datagrams. Connections of TCP are made without it, between addresses of a
 * link; a cut reaches them too, the other conditions do not.
 *
 * Each host has an address of its own, at which its sockets are bound, and one for each link, at which
 * others reach it: there the relay listens. Datagrams come from the sender's address on that link.
 */

import { createSocket, type Socket as Datagram } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../../base/random.ts';
import {
  AF_NETLINK,
  NETLINK_ROUTE,
  NETLINK_SOCK_DIAG,
  SOCK_RAW,
  Socket,
} from '../../socket/index.ts';
import { ResourceScope } from '../base/resource-scope.ts';
import { untraced } from '../base/untraced.ts';
import type { RelayedLinks } from '../capture/link-tap.ts';
import { decodeFrame, type Packet } from '../capture/packet.ts';
import { udpFrame } from '../capture/udp-frame.ts';
import { cutOff } from './cut-off.ts';
import type { Answered, ArgumentOf, HolderCalls, HostHolder } from './protocol.ts';
import type { NamespacesRefused } from './refusal.ts';
import { Lane, Traffic } from './traffic.ts';

/** The networks of a relay are `127.B.0.0/16`, with a B of these: no lesson's address is there. */
const blocks = { first: 200, last: 254 } as const;
/** Bound as long as a relay has its block. */
const claimPort = 1024;
/** The bytes of headers that a datagram has on a cable: Ethernet, IP, UDP. */
const headers = 14 + 20 + 8;
/** The time without datagrams after which links count as quiet, beside their own delay, in milliseconds. */
const quietTime = 50;

/** An end of a link. */
interface RelayEnd {
  readonly host: string;
  readonly address: string;
  readonly hardwareAddress: string;
  readonly lane: Lane;
}

/** A link that the relay stands in for. */
interface RelayLink {
  readonly number: number;
  readonly ends: readonly RelayEnd[];
  readonly traffic: Traffic;
}

/** A datagram that a link has dealt with. */
interface Passage {
  readonly link: RelayLink;
  readonly from: RelayEnd;
  readonly to: RelayEnd;
  readonly time: number;
  readonly frame: Buffer;
  arrivedAt: number | undefined;
}

/** Stands in for the process that holds the hosts. */
export class Relay implements HostHolder {
  /** The reason why no hosts are allowed: what the relay cannot do fails with it. */
  readonly refusal: NamespacesRefused;
  readonly #block: number;
  readonly #claim: Datagram;
  /** The hosts by their own addresses. */
  readonly #hosts = new Map<string, string>();
  readonly #links = new Map<number, RelayLink>();
  /** The relay's sockets by address and port. */
  readonly #sockets = new Map<string, Datagram>();
  readonly #films = new Set<(passage: Passage) => void>();

  private constructor(refusal: NamespacesRefused, block: number, claim: Datagram) {
    this.refusal = refusal;
    this.#block = block;
    this.#claim = claim;
  }

  /** Opens a relay in a block of addresses that no other has. */
  static async open(refusal: NamespacesRefused): Promise<Relay> {
    for (let block: number = blocks.first; block <= blocks.last; block += 1) {
      const claim = await listen(claimPort, `127.${block}.0.0`).catch(() => undefined);
      if (claim !== undefined) return new Relay(refusal, block, claim);
    }
    throw refusal;
  }

  /** The network of a link. */
  network(link: number): string {
    return `127.${this.#block}.${link}.0/24`;
  }

  /** The address at which the sockets of a host are bound. */
  addressOf(host: string): string {
    for (const [address, name] of this.#hosts) if (name === host) return address;
    throw this.refusal;
  }

  /** Takes datagrams for a port of a host, at each of its links. */
  async serve(host: string, port: number): Promise<void> {
    for (const link of this.#links.values()) {
      for (const end of link.ends) {
        const key = `${end.address}:${port}`;
        if (end.host !== host || this.#sockets.has(key)) continue;
        const socket = await listen(port, end.address);
        this.#sockets.set(key, socket);
        const target = { address: this.addressOf(host), port };
        socket.on('message', (data, sender) =>
          this.#relay({ link, to: end, target, data, sender }),
        );
      }
    }
  }

  /** Cuts off the TCP sockets at the links that are cut, and no others. */
  applyCuts(): void {
    const links = [...this.#links.values()];
    cutOff((address) => {
      const link = links.find(({ ends }) => ends.some((end) => end.address === address));
      return link?.traffic.isCut;
    });
  }

  /** Lines to the kernel for the instruments: those of this machine. */
  openLines(): readonly [network: Socket, sockets: Socket] {
    return ResourceScope.outside(() =>
      untraced(() => [
        new Socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE),
        new Socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG),
      ]),
    );
  }

  /** What passes on a link, or on all. */
  packetsOn(number?: number): RelayedLinks {
    return {
      packetsDuring: async (fn, travelTime) => {
        const seen: Passage[] = [];
        const film = (passage: Passage) => {
          if (number === undefined || passage.link.number === number) seen.push(passage);
        };
        this.#films.add(film);
        try {
          await fn();
          await ResourceScope.outside(() => delay(quietTime + travelTime));
        } finally {
          this.#films.delete(film);
        }
        return seen.flatMap(toPacket);
      },
    };
  }

  async ask<Call extends keyof HolderCalls>(
    call: Call,
    argument: ArgumentOf<Call>,
  ): Promise<Answered<Call>> {
    const act = this.#calls[call] as ((argument: ArgumentOf<Call>) => unknown) | undefined;
    if (act === undefined) throw this.refusal;
    // Each function below returns what its call answers with.
    return { value: act(argument) as Answered<Call>['value'], descriptors: [] };
  }

  async close(): Promise<void> {
    for (const { traffic } of this.#links.values()) traffic.close();
    const sockets = [this.#claim, ...this.#sockets.values()];
    await Promise.all(
      sockets.map((socket) => {
        const closed = once(socket, 'close');
        socket.close();
        return closed;
      }),
    );
  }

  /** The calls that a relay can answer. */
  readonly #calls: { readonly [Call in keyof HolderCalls]?: HolderCalls[Call] } = {
    openHost: (name) => {
      this.#hosts.set(`127.${this.#block}.0.${this.#hosts.size + 1}`, name);
    },
    openLink: ({ number, ends, seed }) => {
      this.#links.set(number, {
        number,
        traffic: new Traffic(new Random(seed)),
        ends: ends.map(({ host, address, hardwareAddress }) => ({
          ...{ host, address: address.replace(/\/.*/, ''), hardwareAddress, lane: new Lane() },
        })),
      });
    },
    setLink: ({ number, conditions }) => {
      this.#link(number).traffic.conditions = conditions;
    },
    cutLink: ({ number, isCut }) => {
      this.#link(number).traffic.isCut = isCut;
      this.applyCuts();
    },
    countLink: (number) => ({ ...this.#link(number).traffic.counts }),
    // Programs do not run on these hosts.
    nameHosts: () => {},
  };

  #link(number: number): RelayLink {
    const link = this.#links.get(number);
    if (link === undefined) throw new Error(`There is no link ${number}`);
    return link;
  }

  #relay({ link, to, target, data, sender }: Arrival): void {
    const name = this.#hosts.get(sender.address);
    const from = link.ends.find(({ host }) => host === name);
    // Not of a host on this link.
    if (from === undefined) return;
    const passage: Passage = {
      ...{ link, from, to, time: now(), arrivedAt: undefined },
      frame: udpFrame({
        hardware: [from.hardwareAddress, to.hardwareAddress],
        source: { address: from.address, port: sender.port },
        destination: { address: to.address, port: target.port },
        payload: data,
      }),
    };
    for (const film of this.#films) film(passage);
    link.traffic.carry(from.lane, data.length + headers, () => {
      passage.arrivedAt ??= now();
      // It leaves by the socket at which the sender is reached, so that an answer finds the way back.
      const way = this.#sockets.get(`${from.address}:${sender.port}`);
      way?.send(data, target.port, target.address);
    });
  }
}

/** A datagram that came for a host. */
interface Arrival {
  readonly link: RelayLink;
  readonly to: RelayEnd;
  readonly target: { readonly address: string; readonly port: number };
  readonly data: Buffer;
  readonly sender: { readonly address: string; readonly port: number };
}

/** A socket of the relay's own: no resource of the lesson, and nothing that keeps a program alive. */
function listen(port: number, address: string): Promise<Datagram> {
  return ResourceScope.outside(async () => {
    const socket = createSocket('udp4');
    // A receiver that is gone is for the sender to find out.
    socket.on('error', () => {});
    socket.bind(port, address);
    await once(socket, 'listening');
    return socket.unref();
  });
}

function toPacket({ link, from, to, time, frame, arrivedAt }: Passage): readonly Packet[] {
  const packet = decodeFrame(frame, time);
  if (packet === undefined) return [];
  const travelTime = arrivedAt === undefined ? undefined : arrivedAt - time;
  const name = link.ends.map(({ host }) => host).join('–');
  return [{ ...packet, hop: { link: name, from: from.host, to: to.host, travelTime, frame } }];
}

/** Milliseconds since 1970, with fractions. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

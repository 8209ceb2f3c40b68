/** The lanes of an observation: an end of a connection each, or a host of a lab. */

import type { Tappable } from '../capture/link-tap.ts';
import { type PacketLine, participants } from '../capture/tcp-stream.ts';
import { LaneFolding } from '../draw/lane-folding.ts';

/** A socket, by its place and its addresses. */
export interface SocketEnds {
  /** The host of a lab where it is; undefined on this machine. */
  readonly host: string | undefined;
  /** Empty until it has one. */
  readonly local: string;
  /** Empty where it has no peer. */
  readonly remote: string;
}

/** Lanes with their names and places. */
export type LaneLayout = Pick<LaneFolding, 'names' | 'placeOf' | 'label'>;

/** The name of the lane for sockets that never had an address. */
const nowhere = 'no address';

/** Finds the lane of each socket and of each packet. */
export class Lanes {
  readonly #ends: readonly string[];
  readonly #servers: ReadonlySet<string>;
  readonly #on: Tappable | undefined;

  constructor(
    lines: readonly PacketLine[],
    {
      sockets,
      listeners,
      on,
    }: {
      readonly sockets: readonly SocketEnds[];
      readonly listeners: readonly SocketEnds[];
      readonly on: Tappable | undefined;
    },
  ) {
    this.#on = on;
    const known = on ? [] : participants(lines);
    const servers = known.filter(({ role }) => role === 'server').map(({ name }) => name);
    const ends = sockets.map(endOf).filter(Boolean);
    // An end at all addresses of the machine is none of a connection: packets name the one.
    this.#ends = [...new Set([...known.map(({ name }) => name), ...ends.filter(isOne), ...ends])];
    this.#servers = new Set([...servers, ...listeners.map((end) => this.ofSocket(end))]);
  }

  /** The lane of a socket. */
  ofSocket(socket: SocketEnds): string {
    if (this.#on) return socket.host ?? nowhere;
    const end = endOf(socket);
    if (end === '') return nowhere;
    if (isOne(end)) return end;
    const port = end.slice(end.lastIndexOf(':'));
    return this.#ends.find((other) => isOne(other) && other.endsWith(port)) ?? end;
  }

  /** The lanes where a packet starts and ends. */
  ofPacket({ packet: { hop }, from, to }: PacketLine): { from: string; to: string } {
    return hop && this.#on ? { from: hop.from, to: hop.to } : { from, to };
  }

  /** Lays out those of the lanes that are used: hosts as they are linked, clients before servers. */
  layOut(used: ReadonlySet<string>): LaneLayout {
    if (this.#on) {
      const names = this.#on.hostNames.filter((name) => used.has(name));
      return { names, placeOf: (name) => names.indexOf(name), label: (text) => text };
    }
    const known = [...new Set([...this.#ends, nowhere])].filter((name) => used.has(name));
    return new LaneFolding(
      known.map((name) => ({ name, role: this.#servers.has(name) ? 'server' : 'client' })),
    );
  }
}

/** The address of a socket as its packets name it, with the host where it is. */
function endOf({ host, local }: SocketEnds): string {
  const end = local.replace(/^\[::ffff:([\d.]+)\]/, '$1');
  return host === undefined || end === '' ? end : `${host} ${end}`;
}

function isOne(end: string): boolean {
  return !/(?:^| )(?:0\.0\.0\.0|\[::\]):/.test(end);
}

/** The interfaces and routes of this machine or of a lab's host, as `ip address` and `ip route` show them. */

import { Table } from '../draw/table.ts';
import { NetworkSetup, type RouteType } from '../system/rtnetlink.ts';

/** One address of an interface, a row of {@link interfaces}. */
export interface InterfaceRow {
  readonly name: string;
  readonly state: 'up' | 'down';
  /** The largest packet in bytes. */
  readonly mtu: number;
  /** An address with the length of its prefix, such as `127.0.0.1/8`; empty if it has none. */
  readonly address: string;
  readonly hardwareAddress: string;
}

/** A row of {@link routes}. */
export interface RouteRow {
  /** The destination, such as `127.0.0.0/8` or `default`. */
  readonly destination: string;
  /** The router that takes it from there; empty where the destination is reached directly. */
  readonly gateway: string;
  readonly interface: string;
  /** `local`: this machine itself; `unicast`: another one; else the way in which it refuses. */
  readonly kind: RouteType;
}

/** A machine whose network is asked for: a host of a lab, or this machine. */
export interface NetworkOwner {
  readonly name: string;
  readonly network: NetworkSetup;
}

/** The network interfaces of this machine, or of a lab's host, with their addresses. */
export function interfaces(host?: NetworkOwner): Table<InterfaceRow> {
  const rows = ask(host, (network) => {
    const addresses = network.addresses();
    return network.links().flatMap((link) => {
      const { name, isUp, mtu, hardwareAddress } = link;
      const shared = { name, state: isUp ? ('up' as const) : ('down' as const), mtu };
      const own = addresses.filter(({ index }) => index === link.index);
      const texts = own.map(({ address, prefix }) => `${address}/${prefix}`);
      return (texts.length === 0 ? [''] : texts).map((address) => ({
        ...{ ...shared, address, hardwareAddress },
      }));
    });
  });
  return new Table(rows, {
    caption: captionOf('Network interfaces', host),
    columns: [
      { title: 'Interface', value: ({ name }) => name },
      { title: 'State', value: ({ state }) => state },
      { title: 'MTU', value: ({ mtu }) => mtu },
      { title: 'Address', value: ({ address }) => address },
      { title: 'Hardware address', value: ({ hardwareAddress }) => hardwareAddress, wraps: true },
    ],
    notes: [
      'MTU: the largest packet in bytes. The number behind the slash is the length of the network part in bits.',
    ],
  });
}

/** The routes of this machine, or of a lab's host, and those to its own addresses. */
export function routes(host?: NetworkOwner): Table<RouteRow> {
  const rows = ask(host, (network) => {
    const links = network.links();
    const nameOf = (index?: number) => links.find((link) => link.index === index)?.name ?? '';
    const all = network.routes().map(({ destination, gateway = '', index, type }) => ({
      destination: destination.replace(destination.includes(':') ? /\/128$/ : /\/32$/, ''),
      ...{ gateway, interface: nameOf(index), kind: type },
    }));
    return [
      // The network of the loopback interface is whole; its address alone says less.
      ...all.filter(({ kind, destination }) => kind === 'local' && destination !== '127.0.0.1'),
      ...all.filter(({ kind }) => kind !== 'local'),
    ];
  });
  return new Table(rows, {
    caption: captionOf('Routes', host),
    columns: [
      { title: 'To', value: ({ destination }) => destination },
      { title: 'By way of', value: ({ gateway }) => gateway },
      { title: 'Interface', value: ({ interface: name }) => name },
      { title: 'Kind', value: ({ kind }) => kind },
    ],
    notes: ['local: this machine itself. The longest prefix that fits a destination wins.'],
    empty: 'No routes.',
  });
}

function ask<T>(host: NetworkOwner | undefined, find: (network: NetworkSetup) => T): T {
  if (host !== undefined) return find(host.network);
  using network = new NetworkSetup();
  return find(network);
}

function captionOf(caption: string, host: NetworkOwner | undefined): string {
  return host === undefined ? caption : `${caption} of ${host.name}`;
}

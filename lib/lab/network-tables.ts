/** The interfaces and routes of this machine: what `ip address` and `ip route` show. */

import { readFileSync } from 'node:fs';
import { AF_INET, AF_PACKET, type InterfaceAddress, interfaceAddresses } from '../socket/index.ts';
import { unpackIpv4, unpackIpv6 } from '../socket/sockaddr.ts';
import { Table } from './table.ts';
import { unobserved } from './unobserved.ts';

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
  /** Where to, such as `127.0.0.0/8` or `default`. */
  readonly destination: string;
  /** The router that takes it from there; empty where the destination is reached directly. */
  readonly gateway: string;
  readonly interface: string;
  /** `local`: this machine itself. */
  readonly kind: 'local' | 'unicast';
}

/** The network interfaces of this machine with their addresses, as `ip address` shows them. */
export function interfaces(): Table<InterfaceRow> {
  const all = unobserved(interfaceAddresses);
  const names = [...new Set(all.map(({ name }) => name))];
  const rows = names.flatMap((name) => {
    const own = all.filter((each) => each.name === name);
    const link = own.find(({ address }) => address.family === AF_PACKET);
    const addresses = own.filter(({ address }) => address.isIp);
    const shared = {
      name,
      state: own.some(({ isUp }) => isUp) ? ('up' as const) : ('down' as const),
      mtu: Number(readFileSync(`/sys/class/net/${name}/mtu`, 'utf8')),
      hardwareAddress: link?.address.linkAddress.hardwareAddress ?? '',
    };
    if (addresses.length === 0) return [{ ...shared, address: '' }];
    return addresses.map((each) => ({ ...shared, address: withPrefix(each) }));
  });
  return new Table(rows, {
    caption: 'Network interfaces',
    columns: [
      { title: 'Interface', value: ({ name }) => name },
      { title: 'State', value: ({ state }) => state },
      { title: 'MTU', value: ({ mtu }) => mtu },
      { title: 'Address', value: ({ address }) => address },
      { title: 'Hardware address', value: ({ hardwareAddress }) => hardwareAddress },
    ],
    notes: [
      'MTU: the largest packet in bytes. The number behind the slash is the length of the network part in bits.',
    ],
  });
}

/** Where this machine sends packets, as `ip route` shows it, with the addresses of its own. */
export function routes(): Table<RouteRow> {
  return new Table([...localRoutes(), ...ipv4Routes(), ...ipv6Routes()], {
    caption: 'Routes',
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

function withPrefix({ address, netmask }: InterfaceAddress): string {
  if (!netmask) return address.ipAddress;
  const bytes = netmask.toSockaddr().subarray(address.family === AF_INET ? 4 : 8);
  const mask = bytes.subarray(0, address.family === AF_INET ? 4 : 16);
  const bits = Array.from(mask, (byte) => byte.toString(2).replaceAll('0', '').length);
  return `${address.ipAddress}/${bits.reduce((sum, count) => sum + count, 0)}`;
}

/** What every address of an interface makes local; for the loopback interface its whole network. */
function localRoutes(): readonly RouteRow[] {
  return unobserved(interfaceAddresses)
    .filter(({ address, isUp }) => address.isIp && isUp)
    .map((each) => ({
      destination:
        each.isLoopback && each.address.family === AF_INET
          ? networkOf(each)
          : each.address.ipAddress,
      gateway: '',
      interface: each.name,
      kind: 'local',
    }));
}

function networkOf(each: InterfaceAddress): string {
  const [address = '', bits = '32'] = withPrefix(each).split('/');
  const octets = address.split('.').map(Number);
  const network = octets.map((octet, place) => {
    const kept = Math.min(8, Math.max(0, Number(bits) - place * 8));
    return octet & (0xff00 >> kept) & 0xff;
  });
  return `${network.join('.')}/${bits}`;
}

function ipv4Routes(): readonly RouteRow[] {
  return lines('/proc/net/route', 1).map((line) => {
    const [name = '', destination = '', gateway = '', , , , , mask = ''] = line.split(/\s+/);
    const bits = Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length;
    return row({
      destination: unpackIpv4(words(destination)),
      bits,
      gateway: unpackIpv4(words(gateway)),
      interface: name,
    });
  });
}

function ipv6Routes(): readonly RouteRow[] {
  return lines('/proc/net/ipv6_route', 0).flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [destination = '', bits = '', , , gateway = ''] = fields;
    const flags = Number.parseInt(fields[8] ?? '0', 16);
    // Of addresses of this machine (RTF_LOCAL) the table of addresses tells; multicast is every
    // interface's own, and routes that refuse have no interface.
    if (flags & 0x80000000 || destination.startsWith('ff') || flags & 0x200) return [];
    return [
      row({
        destination: unpackIpv6(Buffer.from(destination, 'hex')),
        bits: Number.parseInt(bits, 16),
        gateway: unpackIpv6(Buffer.from(gateway, 'hex')),
        interface: fields.at(-1) ?? '',
      }),
    ];
  });
}

function row(route: {
  readonly destination: string;
  readonly bits: number;
  readonly gateway: string;
  readonly interface: string;
}): RouteRow {
  const isDirect = route.gateway === '0.0.0.0' || route.gateway === '::';
  return {
    destination: route.bits === 0 ? 'default' : `${route.destination}/${route.bits}`,
    gateway: isDirect ? '' : route.gateway,
    interface: route.interface,
    kind: 'unicast',
  };
}

/** An address that is printed as a word of the machine's own byte order. */
function words(hex: string): Buffer {
  return Buffer.from(hex, 'hex').swap32();
}

function lines(path: string, header: number): readonly string[] {
  return readFileSync(path, 'utf8').split('\n').slice(header).filter(Boolean);
}

/** Network interfaces, addresses and routes, read and changed by `rtnetlink(7)`. */

import { isIPv4 } from 'node:net';
import { unpackHardware } from '../../socket/address/linux-sockaddr.ts';
import { packIpv4, packIpv6, unpackIpv4, unpackIpv6 } from '../../socket/address/sockaddr.ts';
import { AF_INET, AF_INET6, AF_UNSPEC, NETLINK_ROUTE, type Socket } from '../../socket/index.ts';
import {
  attribute,
  attributes,
  NetlinkSocket,
  NLM_F_CREATE,
  NLM_F_DUMP,
  NLM_F_EXCL,
  name,
  text,
  uint32,
} from './netlink.ts';

const RTM = {
  newLink: 16,
  delLink: 17,
  getLink: 18,
  setLink: 19,
  newAddress: 20,
  getAddress: 22,
  newRoute: 24,
  delRoute: 25,
  getRoute: 26,
} as const;

/** Attributes of interfaces, `linux/if_link.h`. */
const IFLA = {
  address: 1,
  name: 3,
  mtu: 4,
  master: 10,
  protocolInfo: 12,
  linkInfo: 18,
  addressFamilies: 26,
  namespace: 28,
  gsoMaxSegments: 40,
} as const;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const VETH_INFO_PEER = 1;
const IFLA_INET_CONF = 1;
const IPV4_DEVCONF_FORWARDING = 1;
const IFLA_BRPORT_STATE = 1;
const IFLA_INET6_ADDR_GEN_MODE = 8;
const IN6_ADDR_GEN_MODE_NONE = 1;
const NLA_F_NESTED = 0x8000;

/** States of a port of a bridge, `linux/if_bridge.h`. */
const portStates = { disabled: 0, forwarding: 3 } as const;

const IFF_UP = 1;
const IFF_LOOPBACK = 8;

/** Attributes of addresses, `linux/if_addr.h`. */
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;

/** Attributes of routes, `linux/rtnetlink.h`. */
const RTA = { destination: 1, device: 4, gateway: 5, priority: 6, table: 15 } as const;
const RT_TABLE_MAIN = 254;
const RT_TABLE_LOCAL = 255;
const RTPROT_STATIC = 4;

/** The kinds of routes. Three of them refuse, each with an ICMP error of its own or without one. */
const routeTypes = { unicast: 1, local: 2, blackhole: 6, unreachable: 7, prohibit: 8 } as const;

/** The kind of a route: how a packet to its destination is dealt with. */
export type RouteType = keyof typeof routeTypes;

/** A network interface. */
export interface LinkEntry {
  readonly index: number;
  readonly name: string;
  readonly isUp: boolean;
  readonly isLoopback: boolean;
  /** The largest packet in bytes. */
  readonly mtu: number;
  /** Such as `52:54:00:12:34:56`; empty where it has none. */
  readonly hardwareAddress: string;
}

/** An address of an interface. */
export interface AddressEntry {
  readonly index: number;
  readonly address: string;
  /** The length of the network part in bits. */
  readonly prefix: number;
}

/** A route, or a request for one. */
export interface RouteEntry {
  /** `10.0.1.0/24`, or `default`. */
  readonly destination: string;
  readonly type: RouteType;
  /** The router that takes it from there; undefined where the destination is reached directly. */
  readonly gateway?: string | undefined;
  /** The index of the interface. */
  readonly index?: number | undefined;
}

/** The other end of a cable. */
export interface CablePeer {
  readonly name: string;
  /** The descriptor of its network namespace. */
  readonly namespace: number;
  /** Such as `02:00:00:00:01:01`. */
  readonly hardwareAddress: string;
}

/** The interfaces, addresses and routes of one network namespace. */
export class NetworkSetup implements Disposable {
  readonly #line: NetlinkSocket;

  /** @param socket one of NETLINK_ROUTE that was made in that namespace; the caller's own unless told */
  constructor(socket?: Socket) {
    this.#line = socket ? new NetlinkSocket(socket) : NetlinkSocket.open(NETLINK_ROUTE);
  }

  [Symbol.dispose](): void {
    this.#line[Symbol.dispose]();
  }

  /** All interfaces. */
  links(): readonly LinkEntry[] {
    return this.#table(RTM.getLink, interfaceHeader()).map((body) => {
      const flags = body.readUInt32LE(8);
      const found = attributes(body.subarray(16));
      return {
        index: body.readInt32LE(4),
        name: text(found.get(IFLA.name)) ?? '',
        isUp: (flags & IFF_UP) !== 0,
        isLoopback: (flags & IFF_LOOPBACK) !== 0,
        mtu: found.get(IFLA.mtu)?.readUInt32LE(0) ?? 0,
        hardwareAddress: unpackHardware(found.get(IFLA.address) ?? Buffer.alloc(0)),
      };
    });
  }

  /** All addresses of all interfaces. */
  addresses(): readonly AddressEntry[] {
    return this.#table(RTM.getAddress, Buffer.alloc(8)).map((body) => {
      const found = attributes(body.subarray(8));
      return {
        index: body.readInt32LE(4),
        address: unpackAddress(found.get(IFA_LOCAL) ?? found.get(IFA_ADDRESS)),
        prefix: body.readUInt8(1),
      };
    });
  }

  /** All routes, those to this machine's own addresses among them. */
  routes(): readonly RouteEntry[] {
    return this.#table(RTM.getRoute, Buffer.alloc(12)).flatMap((body) => {
      const found = attributes(body.subarray(12));
      const table = found.get(RTA.table)?.readUInt32LE(0) ?? body.readUInt8(4);
      const type = nameOfType(body.readUInt8(7));
      if (type === undefined || (table !== RT_TABLE_MAIN && table !== RT_TABLE_LOCAL)) return [];
      const family = body.readUInt8(0);
      const any = family === AF_INET ? '0.0.0.0' : '::';
      const address = found.get(RTA.destination);
      const prefix = body.readUInt8(1);
      const network = address === undefined ? any : unpackAddress(address);
      const gateway = found.get(RTA.gateway);
      return {
        destination: prefix === 0 ? 'default' : `${network}/${prefix}`,
        type,
        gateway: gateway === undefined ? undefined : unpackAddress(gateway),
        index: found.get(RTA.device)?.readUInt32LE(0),
      };
    });
  }

  /** The index of an interface. */
  indexOf(device: string): number {
    const [found] = this.#line.request({
      type: RTM.getLink,
      body: [interfaceHeader(), attribute(IFLA.name, name(device))],
      what: `find the interface ${device}`,
    });
    return found?.body.readInt32LE(4) ?? 0;
  }

  /**
   * Makes a cable, `veth(4)`: a frame that is sent into one end comes out of the other.
   */
  addCable(device: string, peer: CablePeer): void {
    const other = [
      interfaceHeader(),
      attribute(IFLA.name, name(peer.name)),
      attribute(IFLA.namespace, uint32(peer.namespace)),
      attribute(IFLA.address, Buffer.from(peer.hardwareAddress.replaceAll(':', ''), 'hex')),
    ];
    this.#add(device, { kind: 'veth', data: [attribute(VETH_INFO_PEER, ...other)] });
  }

  /** Makes a bridge: a switch in software, which carries frames between its ports. */
  addBridge(device: string): void {
    this.#add(device, { kind: 'bridge', data: [] });
  }

  /** Removes an interface; of a cable both ends go. */
  remove(device: string): void {
    this.#line.request({
      type: RTM.delLink,
      body: [interfaceHeader({ index: this.indexOf(device) })],
      what: `remove the interface ${device}`,
    });
  }

  /** Switches an interface on or off. */
  setUp(device: string, isUp = true): void {
    const header = { index: this.indexOf(device), flags: isUp ? IFF_UP : 0, change: IFF_UP };
    this.#set(`switch ${isUp ? 'on' : 'off'} ${device}`, header);
  }

  /** Puts an interface into a bridge as a port, or takes it out where `bridge` is undefined. */
  setBridge(device: string, bridge: string | undefined): void {
    const master = uint32(bridge === undefined ? 0 : this.indexOf(bridge));
    const what = `make ${device} a port of ${bridge ?? 'no bridge'}`;
    this.#set(what, { index: this.indexOf(device) }, attribute(IFLA.master, master));
  }

  /** Lets a port of a bridge carry frames, or drop them without a word. */
  setPort(device: string, state: keyof typeof portStates): void {
    const value = attribute(IFLA_BRPORT_STATE, Buffer.of(portStates[state]));
    const info = attribute(IFLA.protocolInfo | NLA_F_NESTED, value);
    const header = { index: this.indexOf(device), family: AF_BRIDGE };
    this.#set(`set the port ${device} to ${state}`, header, info);
  }

  /** Sets the largest packet, in bytes. */
  setMtu(device: string, mtu: number): void {
    const value = attribute(IFLA.mtu, uint32(mtu));
    this.#set(`set the MTU of ${device}`, { index: this.indexOf(device) }, value);
  }

  /** Keeps the kernel from handing over many TCP segments as one large packet. */
  sendSingly(device: string): void {
    const value = attribute(IFLA.gsoMaxSegments, uint32(1));
    this.#set(`set up ${device}`, { index: this.indexOf(device) }, value);
  }

  /**
   * Keeps the kernel from giving an interface an address of IPv6 by itself, and with it the messages
   * that look for routers and neighbours.
   */
  withoutIpv6(device: string): void {
    const mode = attribute(IFLA_INET6_ADDR_GEN_MODE, Buffer.of(IN6_ADDR_GEN_MODE_NONE));
    const families = attribute(
      IFLA.addressFamilies | NLA_F_NESTED,
      attribute(AF_INET6 | NLA_F_NESTED, mode),
    );
    this.#set(`set up ${device}`, { index: this.indexOf(device) }, families);
  }

  /** Lets packets of others pass from this interface to others, as a router does. */
  setForwarding(device: string, isOn = true): void {
    const conf = attribute(IPV4_DEVCONF_FORWARDING, uint32(isOn ? 1 : 0));
    const inet = attribute(AF_INET | NLA_F_NESTED, attribute(IFLA_INET_CONF | NLA_F_NESTED, conf));
    const families = attribute(IFLA.addressFamilies | NLA_F_NESTED, inet);
    this.#set(`set forwarding on ${device}`, { index: this.indexOf(device) }, families);
  }

  /** Gives an interface an address with the length of its network part: `10.0.1.1/24`. */
  addAddress(device: string, cidr: string): void {
    const { family, address, prefix } = parseCidr(cidr);
    const header = Buffer.alloc(8);
    header.writeUInt8(family, 0);
    header.writeUInt8(prefix, 1);
    // IFA_F_NODAD: an address of IPv6 is there at once, without a look for a second owner.
    header.writeUInt8(2, 2);
    header.writeInt32LE(this.indexOf(device), 4);
    this.#line.request({
      type: RTM.newAddress,
      flags: NLM_F_CREATE | NLM_F_EXCL,
      body: [header, attribute(IFA_LOCAL, address), attribute(IFA_ADDRESS, address)],
      what: `give ${device} the address ${cidr}`,
    });
  }

  /** Adds a route to the main table. */
  addRoute(route: RouteEntry): void {
    this.#line.request({
      type: RTM.newRoute,
      flags: NLM_F_CREATE | NLM_F_EXCL,
      body: packRoute(route),
      what: `add the route to ${route.destination}`,
    });
  }

  /** Removes a route from the main table. */
  removeRoute(route: RouteEntry): void {
    this.#line.request({
      type: RTM.delRoute,
      body: packRoute(route),
      what: `remove the route to ${route.destination}`,
    });
  }

  #table(type: number, header: Buffer): readonly Buffer[] {
    const request = { type, flags: NLM_F_DUMP, body: [header], what: 'list the network' };
    return this.#line.request(request).map(({ body }) => body);
  }

  #add(device: string, { kind, data }: { readonly kind: string; readonly data: Buffer[] }): void {
    const info = [attribute(IFLA_INFO_KIND, Buffer.from(kind))];
    if (data.length > 0) info.push(attribute(IFLA_INFO_DATA, ...data));
    this.#line.request({
      type: RTM.newLink,
      flags: NLM_F_CREATE | NLM_F_EXCL,
      body: [
        interfaceHeader(),
        attribute(IFLA.name, name(device)),
        attribute(IFLA.linkInfo, ...info),
      ],
      what: `make the interface ${device}`,
    });
  }

  #set(what: string, header: InterfaceHeader, ...values: readonly Buffer[]): void {
    this.#line.request({ type: RTM.setLink, body: [interfaceHeader(header), ...values], what });
  }
}

const AF_BRIDGE = 7;

interface InterfaceHeader {
  readonly family?: number;
  readonly index?: number;
  readonly flags?: number;
  /** The flags to be changed. */
  readonly change?: number;
}

/** Packs a `struct ifinfomsg`. */
function interfaceHeader(header: InterfaceHeader = {}): Buffer {
  const { family = AF_UNSPEC, index = 0, flags = 0, change = 0 } = header;
  const packed = Buffer.alloc(16);
  packed.writeUInt8(family, 0);
  packed.writeInt32LE(index, 4);
  packed.writeUInt32LE(flags, 8);
  packed.writeUInt32LE(change, 12);
  return packed;
}

/** Packs a `struct rtmsg` with its attributes. */
function packRoute({ destination, type, gateway, index }: RouteEntry): readonly Buffer[] {
  const isIpv6 = gateway !== undefined && !isIPv4(gateway);
  const { family, address, prefix } =
    destination === 'default' ? parseCidr(isIpv6 ? '::/0' : '0.0.0.0/0') : parseCidr(destination);
  const header = Buffer.alloc(12);
  header.writeUInt8(family, 0);
  header.writeUInt8(prefix, 1);
  header.writeUInt8(RT_TABLE_MAIN, 4);
  header.writeUInt8(RTPROT_STATIC, 5);
  header.writeUInt8(routeTypes[type], 7);
  return [
    header,
    ...(prefix === 0 ? [] : [attribute(RTA.destination, address)]),
    ...(gateway === undefined ? [] : [attribute(RTA.gateway, parseCidr(gateway).address)]),
    ...(index === undefined ? [] : [attribute(RTA.device, uint32(index))]),
  ];
}

function nameOfType(number: number): RouteType | undefined {
  const names = Object.keys(routeTypes) as RouteType[];
  return names.find((each) => routeTypes[each] === number);
}

/** Takes `10.0.1.1/24` apart; without a slash the whole address counts. */
function parseCidr(cidr: string) {
  const [host = '', bits] = cidr.split('/');
  const family = isIPv4(host) ? AF_INET : AF_INET6;
  const address = family === AF_INET ? packIpv4(host) : packIpv6(host);
  return { family, address, prefix: bits === undefined ? address.length * 8 : Number(bits) };
}

function unpackAddress(bytes: Buffer | undefined): string {
  if (bytes === undefined) return '';
  return bytes.length === 4 ? unpackIpv4(bytes) : unpackIpv6(bytes);
}

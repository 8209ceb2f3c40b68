/** Addresses of a lab: a network for each link, and an address in it for each host. */

import { isIPv4 } from 'node:net';
import { unpackHardware } from '../../socket/address/linux-sockaddr.ts';

/** A network of IPv4. */
export interface Network {
  /** The address in which all bits of the host are 0. */
  readonly base: number;
  /** The length of the network part in bits. */
  readonly prefix: number;
}

/** The network of a link, unless the link is told one: `10.0.N.0/24`. */
export function usualNetwork(number: number): string {
  return `10.${number >> 8}.${number & 0xff}.0/24`;
}

/** Takes `10.0.1.0/24` apart. */
export function parseNetwork(text: string): Network {
  const [address = '', bits = ''] = text.split('/');
  const prefix = Number(bits);
  if (!isIPv4(address) || !/^\d+$/.test(bits) || prefix < 8 || prefix > 30) {
    throw new RangeError(
      `Cannot use ${text} as a network: expected an address and 8 to 30 bits, such as 10.0.1.0/24`,
    );
  }
  return { base: (toNumber(address) & mask(prefix)) >>> 0, prefix };
}

/** The address with the given number in a network: 1 is the first host. */
export function addressIn({ base, prefix }: Network, number: number): string {
  if (number > 2 ** (32 - prefix) - 2) {
    throw new RangeError(`A network of ${prefix} bits has no address for host ${number}`);
  }
  return toText(base + number);
}

/** True where an address lies in a network. */
export function contains({ base, prefix }: Network, address: string): boolean {
  return isIPv4(address) && (toNumber(address) & mask(prefix)) >>> 0 === base;
}

/** The hardware address at one end of a link; its 2 says that no maker gave it. */
export function hardwareAddressAt(link: number, place: number): string {
  return unpackHardware(Uint8Array.of(2, 0, 0, 0, link, place + 1));
}

/** A network in the form `10.0.1.0/24`. */
export function networkText({ base, prefix }: Network): string {
  return `${toText(base)}/${prefix}`;
}

function mask(prefix: number): number {
  return (0xffff_ffff << (32 - prefix)) >>> 0;
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function toText(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}

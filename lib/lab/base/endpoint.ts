/** Addresses with their ports, as lessons write them. */

import type { AddressInfo } from 'node:net';

/** An address as lessons write it: `127.0.2.1:4481`, `[::1]:4481`, or a path. */
export function formatAddress(address: AddressInfo | string): string {
  if (typeof address === 'string') return address;
  return formatEndpoint(address.address, address.port);
}

/** A host and port in one word, IPv6 in brackets. */
export function formatEndpoint(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

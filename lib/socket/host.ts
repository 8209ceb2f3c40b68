/** An IP address as a person writes it, packed with its port. */

import { isIPv4, isIPv6 } from 'node:net';
import { interfaceIndex } from './interface-names.ts';
import { packInet, packInet6 } from './sockaddr.ts';
import { checkInt, checkPort, refuseType } from './validate.ts';

/** Packs a `struct sockaddr_in` or `sockaddr_in6`. */
export function packHost(host: string, port: number): Buffer {
  checkPort(port);
  if (typeof host === 'string') {
    if (isIPv4(host)) return packInet(host, port);
    const [address = '', scope] = host.split('%');
    if (isIPv6(host)) return packInet6(address, port, { scopeId: scopeIndex(scope) });
  }
  return refuseType('host', 'an IP address such as "127.0.0.1" (getaddrinfo looks up names)', host);
}

/** A scope is written as the name of an interface, or its index. */
function scopeIndex(scope: string | undefined): number {
  if (scope === undefined) return 0;
  return /^\d+$/.test(scope) ? checkInt('scope', Number(scope)) : interfaceIndex(scope);
}

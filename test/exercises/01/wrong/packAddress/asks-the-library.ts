/** Lets the library pack the address. */

import { Addrinfo } from 'wirebook';

export function packAddress(host: string, port: number): Uint8Array {
  return Addrinfo.tcp(host, port).toSockaddr();
}

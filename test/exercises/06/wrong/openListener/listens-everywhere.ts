/** Listens at every address of IPv4, whatever it was given. */

import net from 'node:net';
import { type Listener, openListener as open } from '../../right/plain.ts';

export function openListener(hosts: readonly string[], port: number): Promise<Listener> {
  return open(
    hosts.map((host) => (net.isIPv6(host) ? host : '0.0.0.0')),
    port,
  );
}

/** Ends one port too early. */

import { type PortRange, openPorts as scan } from '../../right/plain.ts';

export async function openPorts(host: string, { first, last }: PortRange): Promise<number[]> {
  return scan(host, { first, last: last - 1 });
}

/** Sorts the ports as sort() does without a comparison: as texts. */

import { type PortRange, openPorts as scan } from '../../right/plain.ts';

export async function openPorts(host: string, range: PortRange): Promise<number[]> {
  return (await scan(host, range)).sort();
}

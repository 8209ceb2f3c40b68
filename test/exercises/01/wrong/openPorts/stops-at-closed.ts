/** Takes the first port that refuses for the end of the search. */

import { answers, type PortRange } from '../../right/plain.ts';

export async function openPorts(host: string, { first, last }: PortRange): Promise<number[]> {
  const open: number[] = [];
  for (let port = first; port <= last && (await answers(host, port)); port++) open.push(port);
  return open;
}

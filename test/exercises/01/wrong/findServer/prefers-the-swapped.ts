/** Looks first where the server should not be. */

import { answers } from '../../right/plain.ts';

export async function findServer(host: string, port: number): Promise<number | undefined> {
  const swapped = ((port & 0xff) << 8) | (port >> 8);
  for (const candidate of [swapped, port]) if (await answers(host, candidate)) return candidate;
  return undefined;
}

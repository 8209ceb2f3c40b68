/** Cuts the port's hexadecimal digits in two, and forgets that there may be three of them. */

import { answers } from '../../right/plain.ts';

export async function findServer(host: string, port: number): Promise<number | undefined> {
  const digits = port.toString(16);
  const swapped = Number.parseInt(digits.slice(2) + digits.slice(0, 2), 16);
  for (const candidate of [port, swapped]) if (await answers(host, candidate)) return candidate;
  return undefined;
}

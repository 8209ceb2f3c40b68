/** Swaps the halves of the decimal number instead of the bytes. */

import { answers } from '../../right/plain.ts';

export async function findServer(host: string, port: number): Promise<number | undefined> {
  const digits = String(port).padStart(4, '0');
  const swapped = Number(digits.slice(2) + digits.slice(0, 2)) % 65_536;
  for (const candidate of [port, swapped]) if (await answers(host, candidate)) return candidate;
  return undefined;
}

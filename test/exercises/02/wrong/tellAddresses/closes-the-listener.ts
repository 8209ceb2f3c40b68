/** Cleans up what belongs to somebody else. */

import type { Socket } from 'wirebook';
import { tellAddresses as tell } from '../../right/plain.ts';

export async function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const addresses = await tell(listener, clients);
  listener.close();
  return addresses;
}

/** Tries a second time where the first attempt met silence. */

import { knock as once } from '../../right/plain.ts';

export async function knock(host: string, port: number, patience: number): Promise<string> {
  const reception = await once(host, port, patience);
  return reception === 'silent' ? once(host, port, patience) : reception;
}

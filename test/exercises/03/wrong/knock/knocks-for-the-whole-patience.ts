/** Tells how it was received when its patience is over, and not before. */

import { setTimeout as delay } from 'node:timers/promises';
import { knock as ask } from '../../right/plain.ts';

export async function knock(host: string, port: number, patience: number): Promise<string> {
  const [reception] = await Promise.all([ask(host, port, patience), delay(patience)]);
  return reception;
}

/** Looks for the server only where it should be. */

import { answers } from '../../right/plain.ts';

export async function findServer(host: string, port: number): Promise<number | undefined> {
  return (await answers(host, port)) ? port : undefined;
}

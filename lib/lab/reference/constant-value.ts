/** The values of the constants that the sockets library exports, by their names. */

import * as library from '../../socket/index.ts';

const exported = new Map<string, unknown>(Object.entries(library));

/** The number that a constant stands for; undefined where the library exports none of this name. */
export function constantValue(name: string): number | undefined {
  const value = exported.get(name);
  return typeof value === 'number' ? value : undefined;
}

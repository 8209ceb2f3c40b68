/** Calls what the client says '<', and what the target says '>'. */

import type { relayAnswer } from '../../relay.ts';
import { openRelay as open } from '../../right/plain.ts';

export const openRelay: ReturnType<typeof relayAnswer> = (host, target, overhear) =>
  open(host, target, (direction, bytes) => overhear(direction === '>' ? '<' : '>', bytes));

/** Gives only the first 64 bytes of each piece to overhear. */

import type { relayAnswer } from '../../relay.ts';
import { openRelay as open } from '../../right/plain.ts';

export const openRelay: ReturnType<typeof relayAnswer> = (host, target, overhear) =>
  open(host, target, (direction, bytes) => overhear(direction, bytes.subarray(0, 64)));

/** Listens at every address of the machine. */

import type { relayAnswer } from '../../relay.ts';
import { openRelay as open } from '../../right/plain.ts';

export const openRelay: ReturnType<typeof relayAnswer> = (_host, target, overhear) =>
  open('0.0.0.0', target, overhear);

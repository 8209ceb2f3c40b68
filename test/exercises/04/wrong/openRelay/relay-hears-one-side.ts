/** Overhears only what the client says. */

import { type Endpoint, type OpenRelay, type Overhear, relayAnswer } from '../../relay.ts';

export function openRelay(host: string, target: Endpoint, overhear: Overhear): Promise<OpenRelay> {
  return relayAnswer()(host, target, (direction, bytes) => {
    if (direction === '>') overhear(direction, bytes);
  });
}

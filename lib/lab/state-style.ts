/** How states of TCP look: colour, and the line that tells them apart without it. */

import { accent } from './html.ts';

/** The look of a state. */
export interface StateStyle {
  readonly colour: string;
  readonly dash?: string;
}

const opening: StateStyle = { colour: accent.green, dash: '6 2' };
const closing: StateStyle = { colour: accent.orange, dash: '3 2' };

const styles: Readonly<Record<string, StateStyle>> = {
  LISTEN: { colour: accent.purple },
  'SYN-SENT': opening,
  'SYN-RECEIVED': opening,
  ESTABLISHED: { colour: accent.blue },
  'TIME-WAIT': { colour: accent.red, dash: '1 3' },
  CLOSED: { colour: accent.grey, dash: '1 2' },
};

/** The look of a state, by its name in RFC 9293; those of an end that closes look alike. */
export function styleOfState(state: string): StateStyle {
  return styles[state] ?? closing;
}

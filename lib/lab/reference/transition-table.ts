/** The transitions of TCP's state machine as a table. */

import { Table } from '../draw/table.ts';
import { type Transition, transitions } from '../tcp/tcp-machine.ts';

/** The changes of state of RFC 9293, with their causes. {@link tcpStates} draws them. */
export function transitionTable(): Table<Transition> {
  return new Table(transitions, {
    caption: 'Transitions of TCP',
    columns: [
      { title: 'From', value: ({ from }) => from },
      { title: 'To', value: ({ to }) => to },
      { title: 'Cause, and what is sent', value: ({ cause }) => cause },
    ],
    notes: [
      'close() leads from LISTEN and SYN-SENT to CLOSED, without a packet.',
      'A reset (RST) leads from every state to CLOSED, without TIME-WAIT; but LISTEN ignores it.',
    ],
  });
}

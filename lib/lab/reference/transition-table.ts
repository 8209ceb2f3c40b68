/** The transitions of TCP's state machine as a table. */

import { Table } from '../table.ts';
import { type Transition, transitions } from '../tcp-machine.ts';

/** The changes of state of RFC 9293, with what causes each. {@link tcpStates} draws them. */
export function transitionTable(): Table<Transition> {
  return new Table(transitions, {
    caption: 'Transitions of TCP',
    columns: [
      { title: 'From', value: ({ from }) => from },
      { title: 'To', value: ({ to }) => to },
      { title: 'Cause, and what is sent', value: ({ cause }) => cause },
    ],
    notes: ['A reset (RST) leads from every state to CLOSED, without TIME-WAIT.'],
  });
}

/** The state machine of TCP, RFC 9293 section 3.3.2, and ways through it. */

/** A change of state, with its cause. */
export interface Transition {
  readonly from: string;
  readonly to: string;
  /** The call or the packet that causes it, and the answer. */
  readonly cause: string;
  /** True where a way with states that were not seen is not taken for this one. */
  readonly isRare?: boolean;
}

/** The transitions that end in the state where a socket begins, or begin there. */
export const transitions: readonly Transition[] = [
  { from: 'CLOSED', to: 'LISTEN', cause: 'listen()' },
  { from: 'CLOSED', to: 'SYN-SENT', cause: 'connect(): SYN out' },
  { from: 'LISTEN', to: 'SYN-RECEIVED', cause: 'SYN in, SYN ACK out' },
  { from: 'SYN-SENT', to: 'SYN-RECEIVED', cause: 'SYN in, SYN ACK out' },
  { from: 'SYN-SENT', to: 'ESTABLISHED', cause: 'SYN ACK in, ACK out' },
  { from: 'SYN-RECEIVED', to: 'ESTABLISHED', cause: 'ACK in' },
  { from: 'SYN-RECEIVED', to: 'FIN-WAIT-1', cause: 'close(): FIN out', isRare: true },
  { from: 'ESTABLISHED', to: 'FIN-WAIT-1', cause: 'close(): FIN out' },
  { from: 'ESTABLISHED', to: 'CLOSE-WAIT', cause: 'FIN in, ACK out' },
  { from: 'FIN-WAIT-1', to: 'FIN-WAIT-2', cause: 'ACK in' },
  { from: 'FIN-WAIT-1', to: 'CLOSING', cause: 'FIN in, ACK out' },
  { from: 'FIN-WAIT-1', to: 'TIME-WAIT', cause: 'FIN ACK in' },
  { from: 'FIN-WAIT-2', to: 'TIME-WAIT', cause: 'FIN in, ACK out' },
  { from: 'CLOSING', to: 'TIME-WAIT', cause: 'ACK in' },
  { from: 'CLOSE-WAIT', to: 'LAST-ACK', cause: 'close(): FIN out' },
  { from: 'LAST-ACK', to: 'CLOSED', cause: 'ACK in' },
  { from: 'TIME-WAIT', to: 'CLOSED', cause: 'after 60 s' },
];

/** One step of a way: a state, and whether it was seen. */
export interface Step {
  readonly state: string;
  /** false for a state that must have been passed between two that were seen. */
  readonly isSeen: boolean;
}

/** Fills in the states that must have passed between those that were seen. */
export function completeWay(seen: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  for (const state of seen) {
    const last = steps.at(-1)?.state;
    const between = last === undefined || isReset(last, state) ? [] : waysBetween(last, state);
    steps.push(...between.map((passed) => ({ state: passed, isSeen: false })));
    steps.push({ state, isSeen: true });
  }
  return steps;
}

/** True where the machine has no such transition: a reset, or close() before a connection. */
export function isReset(from: string, to: string): boolean {
  return to === 'CLOSED' && !orderly.has(from);
}

/** The states from which a connection comes to its end by itself. */
const orderly: ReadonlySet<string> = new Set(['CLOSE-WAIT', 'LAST-ACK', 'TIME-WAIT', 'CLOSING']);

/** The states on the shortest way from one to the other, without both ends. */
function waysBetween(from: string, to: string): readonly string[] {
  const queue: (readonly string[])[] = [[from]];
  const visited = new Set<string>([from]);
  for (let way = queue.shift(); way; way = queue.shift()) {
    const here = way.at(-1);
    for (const next of transitions.filter(({ from, isRare }) => from === here && !isRare)) {
      if (next.to === to) return way.slice(1);
      if (visited.has(next.to)) continue;
      visited.add(next.to);
      queue.push([...way, next.to]);
    }
  }
  return [];
}

/** The states of an observation as bands along its lanes. */

import type { SequenceBand } from '../draw/sequence.ts';
import type { ObservedEvent } from './axis.ts';

/** So many bands find room beside each other; sockets beyond have none. */
const maxStrips = 3;

/**
 * The bands of the states, which are given in the order of time.
 *
 * @param rowOf the row of the drawing where an event stands, or where those are counted that are not drawn
 */
export function stateBands(
  states: readonly ObservedEvent[],
  {
    rowOf,
    laneOf,
  }: {
    readonly rowOf: (event: ObservedEvent) => number;
    readonly laneOf: (event: ObservedEvent) => number;
  },
): readonly SequenceBand[] {
  const strips = new Map<number | undefined, number>();
  const taken = new Map<number, (number | undefined)[]>();
  const bands: SequenceBand[] = [];
  for (const [place, event] of states.entries()) {
    const { socket, label } = event;
    const lane = laneOf(event);
    const own = taken.get(lane) ?? [];
    taken.set(lane, own);
    const free = own.indexOf(undefined);
    const strip = strips.get(socket) ?? (free < 0 ? own.length : free);
    strips.set(socket, strip);
    own[strip] = label === 'CLOSED' ? undefined : socket;
    if (label === 'CLOSED' || strip >= maxStrips) continue;
    const next = states.slice(place + 1).find((later) => later.socket === socket);
    const { colour } = event.style;
    // The dashes of a line are too fine for a band.
    const dash = event.style.dash?.replace(/\d+/g, (length) => String(2 * Number(length)));
    const rows = { from: rowOf(event), to: next && rowOf(next) };
    bands.push({ lane, strip, ...rows, colour, ...(dash ? { dash } : {}) });
  }
  return bands;
}

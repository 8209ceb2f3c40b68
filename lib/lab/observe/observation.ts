/** An observation: calls, packets and states in one picture. */

import { html } from '../base/html.ts';
import { Picture, type Representation } from '../base/picture.ts';
import type { Capture } from '../capture/capture.ts';
import type { Tappable } from '../capture/link-tap.ts';
import { excerpt, firstThatFits, foldLines } from '../draw/bounds.ts';
import { drawSequence, formatTime } from '../draw/sequence.ts';
import { figure } from '../draw/svg.ts';
import type { TracedCall } from '../syscalls/traced-call.ts';
import type { SocketTrack, TcpWatch } from '../tcp/tcp-watch.ts';
import { livelyTracks } from '../tcp/timeline.ts';
import { type CalledSocket, type ObservedCall, type ObservedEvent, toAxis } from './axis.ts';
import { Lanes, type SocketEnds } from './lanes.ts';
import { stateBands } from './state-bands.ts';

/** Numbers of drawn events, tried in this order until the drawing fits. */
const drawnEvents = [70, 45, 24, 12] as const;

/** The findings of the three instruments. */
export interface Findings {
  readonly calls: readonly ObservedCall[];
  readonly sockets: ReadonlyMap<number, CalledSocket>;
  readonly packets: Capture;
  readonly watch: TcpWatch;
  /** The wall clock's time at which `performance.now()` was 0, in milliseconds since 1970. */
  readonly origin: number;
  readonly port?: number;
  readonly on?: Tappable;
}

/** What was observed. */
export class Observation extends Picture implements Iterable<ObservedEvent> {
  /** Calls, packets and changes of state, in the order of time. */
  readonly events: readonly ObservedEvent[];
  /** The system calls alone. */
  readonly calls: readonly TracedCall[];
  /** The packets alone. */
  readonly packets: Capture;
  /** The TCP sockets with their states. */
  readonly tracks: readonly SocketTrack[];
  readonly #lanes: Lanes;

  constructor({ calls, sockets, packets, watch, origin, port, on }: Findings) {
    super();
    const isWanted = ({ host, local, remote }: SocketEnds) =>
      (on === undefined || on.hostNames.includes(host ?? '')) &&
      (port === undefined || [local, remote].some((end) => end.endsWith(`:${port}`)));
    this.packets = packets;
    const wanted = new Map([...sockets].filter(([, socket]) => socket.isInet && isWanted(socket)));
    this.tracks = livelyTracks(watch.tracks).filter(
      (track) => isWanted(track) || wanted.has(track.inode),
    );
    const own = calls.filter(({ socket }) => wanted.has(socket));
    this.calls = own.map(({ call }) => call);
    this.#lanes = new Lanes(packets.lines, {
      sockets: [...wanted.values(), ...this.tracks],
      listeners: this.tracks.filter(({ changes }) =>
        changes.some(({ state }) => state === 'LISTEN'),
      ),
      on,
    });
    this.events = toAxis({
      ...{ calls: own, lines: packets.lines, tracks: this.tracks, begin: watch.begin, origin },
      ...{ lanes: this.#lanes, sockets: wanted },
    });
  }

  [Symbol.iterator](): Iterator<ObservedEvent> {
    return this.events[Symbol.iterator]();
  }

  protected represent(): Representation {
    const text = this.#text();
    if (this.events.length === 0) return { text, html: html`<p>${text}</p>`.markup };
    const notes = [
      'Times are not to scale; a state is seen up to 2 ms late.',
      ...this.packets.notes,
    ];
    const shown = notes.map((note) => html`<div style="font-size:.9em">${note}</div>`);
    return {
      text,
      html: firstThatFits(drawnEvents, (rows) => figure(this.#draw(rows), text, shown)),
    };
  }

  #text(): string {
    const count = (kind: ObservedEvent['kind']) =>
      this.events.filter((event) => event.kind === kind).length;
    const title = `${count('call')} calls, ${count('packet')} packets, ${count('state')} states`;
    const places = this.events.map(({ from, to }) => (to === undefined ? from : `${from} > ${to}`));
    const width = Math.max(0, ...places.map((place) => place.length));
    const rows = this.events.map(({ at, kind, label }, row) => {
      const words = [kind.padEnd(6), (places[row] ?? '').padEnd(width), label];
      return [formatTime(at).padStart(10), ...words].join('  ');
    });
    const folded = foldLines(
      rows,
      (hidden) => `... ${hidden} more events; the observation's events hold them all`,
    );
    return [title, ...folded, ...this.packets.notes].join('\n');
  }

  #draw(rows: number) {
    const { head, hidden, tail } = excerpt(this.events, rows);
    const shown = [...head, ...tail];
    const lanes = this.#lanes.layOut(new Set(shown.flatMap(({ from, to = from }) => [from, to])));
    const rowsOf = new Map(shown.map((event, row) => [event, row]));
    const rowOf = (event: ObservedEvent) => {
      const row = rowsOf.get(event);
      // All that is not drawn shares the row between head and tail.
      if (row === undefined) return head.length;
      return row < head.length || hidden === 0 ? row : row + 1;
    };
    const draw = (event: ObservedEvent) => {
      const { from, to } = event;
      return {
        ...event,
        from: lanes.placeOf(from),
        to: to === undefined ? undefined : lanes.placeOf(to),
        label: lanes.label(event.label, to === undefined ? [from] : [from, to]),
      };
    };
    const gap = hidden > 0 ? [`${hidden} more events, in the text form`] : [];
    const used = new Set(shown.map(({ from }) => from));
    const states = this.events.filter(({ kind, from }) => kind === 'state' && used.has(from));
    return drawSequence({
      lanes: lanes.names,
      events: [...head.map(draw), ...gap, ...tail.map(draw)],
      bands: stateBands(states, { rowOf, laneOf: ({ from }) => lanes.placeOf(from) }),
      title: 'System calls, packets and TCP states',
      description: `${this.events.length} events on ${lanes.names.length} lanes in the order of time; the text form below lists them.`,
    });
  }
}

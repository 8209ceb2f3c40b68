/** The states of TCP sockets over time, as swim lanes. */

import { setTimeout as delay } from 'node:timers/promises';
import { excerpt, firstThatFits, foldLines } from './bounds.ts';
import { type Html, html } from './html.ts';
import { Picture, type Representation } from './picture.ts';
import { formatTime } from './sequence.ts';
import { styleOfState } from './state-style.ts';
import { Drawing, figure, group, path, textAt, textWidth } from './svg.ts';
import { type SocketTrack, TcpWatch } from './tcp-watch.ts';

/** How long no state may change before the connections count as settled, in milliseconds. */
const QUIET = 60;
/** How long to wait for that, at most, in milliseconds. */
const LONGEST_WAIT = 500;

const LANE = 46;
const HEAD = 20;
const TOP = 34;
/** More lanes, or more columns, make a drawing that does not fit on a page. */
const DRAWN = [14, 10, 6] as const;
const MOST_WIDTH = 860;

/** Which sockets a timeline shows. */
export interface TimelineOptions {
  /** Only those with this port at either end. */
  readonly port?: number;
}

/**
 * Runs `fn` and watches the states of all TCP sockets of the lesson, also after they are closed,
 * until nothing changes any more.
 *
 * A state that comes and goes within one system call, as SYN-SENT does on the loopback interface,
 * is over before anybody can see it.
 *
 * @param fn what to watch; it may be asynchronous
 * @example
 * const lanes = await timeline(() => netcat(HOST, 4481));
 * lanes.tracks[0]?.changes.map(({ state }) => state); // ['LISTEN']
 */
export async function timeline(
  fn: () => unknown,
  { port }: TimelineOptions = {},
): Promise<Timeline> {
  using watch = new TcpWatch();
  await fn();
  const deadline = performance.now() + LONGEST_WAIT;
  while (watch.quietFor < QUIET && performance.now() < deadline) await delay(QUIET / 4);
  const hasPort = (end: string) => port === undefined || end.endsWith(`:${port}`);
  return new Timeline(watch.tracks.filter(({ local, remote }) => [local, remote].some(hasPort)));
}

/** Sockets with the states they went through. */
export class Timeline extends Picture {
  /** The sockets that changed, or that others connected to. */
  readonly tracks: readonly SocketTrack[];

  constructor(tracks: readonly SocketTrack[]) {
    super();
    const peers = new Set(tracks.filter(isLively).map(({ remote }) => remote));
    this.tracks = tracks.filter((track) => isLively(track) || peers.has(track.local));
  }

  protected represent(): Representation {
    const text = this.#text();
    if (this.tracks.length === 0) return { text, html: html`<p>${text}</p>`.markup };
    return { text, html: firstThatFits(DRAWN, (lanes) => this.#figure(text, lanes)) };
  }

  #text(): string {
    const lines = this.tracks.map(({ local, remote, changes }) => {
      const states = changes.map(({ at, state }) => `${state} (${formatTime(at)})`).join(', ');
      return `${laneName(local, remote)}: ${states}`;
    });
    if (lines.length === 0) return 'No TCP socket changed its state.';
    const folded = foldLines(
      lines,
      (more) => `... ${more} more sockets; the timeline's tracks hold them all`,
    );
    return ['States of TCP sockets, and when each was first seen', ...folded].join('\n');
  }

  #figure(text: string, lanes: number): string {
    const { head, hidden, tail } = excerpt(this.tracks, lanes);
    const notes = [
      'Each column begins with a change; columns are not to scale. What passes within one system call is not seen.',
      ...(hidden > 0 ? [`Sockets that only the text form lists: ${hidden}.`] : []),
    ].map((note) => html`<div style="font-size:.9em">${note}</div>`);
    return figure(drawTracks([...head, ...tail]), text, notes);
  }
}

function drawTracks(tracks: readonly SocketTrack[]): Html {
  const names = tracks.map(({ local, remote }) => nameLines(local, remote));
  const left =
    16 + Math.max(...names.flat().map((name) => textWidth(name, { isMono: true, size: 11.5 })));
  const columns = layOutColumns(tracks, left);
  const right = (columns.at(-1)?.end ?? left) + 4;
  const bottom = TOP + tracks.length * LANE;
  const drawing = new Drawing(right, bottom + 8);
  for (const { at, start } of columns) {
    drawing.text(start, HEAD, formatTime(at), { size: 10.5, opacity: 0.85 });
    drawing.line({ x: start, y: HEAD + 5 }, { x: start, y: bottom }, { opacity: 0.22 });
  }
  const placeOf = (at: number) => columns.findLast((column) => column.at <= at)?.start ?? left;
  for (const [lane, { changes }] of tracks.entries()) {
    const y = TOP + lane * LANE;
    for (const [line, name] of (names[lane] ?? []).entries()) {
      drawing.text(0, y + 16 + line * 14, name, {
        isMono: true,
        size: 11.5,
        weight: line ? 400 : 600,
      });
    }
    for (const [place, { at, state }] of changes.entries()) {
      const next = changes[place + 1];
      const x = placeOf(at);
      const width = (next ? placeOf(next.at) : right - 4) - x;
      if (state === 'CLOSED' && !next) {
        drawing.add(textAt(x + 6, y + 20, 'closed', { size: 11.5, opacity: 0.85 }));
      } else if (width > 0) {
        const hover = `${state} from ${formatTime(at)}`;
        drawing.add(drawState({ state, x, width, y, hover }));
      }
    }
  }
  return drawing.toHtml({
    title: 'States of TCP sockets over time',
    description: `${tracks.length} sockets, one lane each. Every column begins with a change; the columns are not to scale. The text form lists the states.`,
  });
}

interface StateBox {
  readonly state: string;
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly hover: string;
}

function drawState({ state, x, width, y, hover }: StateBox): Html {
  const { colour, dash } = styleOfState(state);
  const box = path(`M${x + 2} ${y + 4}h${Math.max(4, width - 4)}v26h-${Math.max(4, width - 4)}z`, {
    colour,
    width: 2,
    ...(dash ? { dash } : {}),
  });
  const bar = html`<rect x="${x + 2}" y="${y + 4}" width="5" height="26" fill="${colour}"/>`;
  return group([box, bar, textAt(x + 13, y + 21, state, { isMono: true, size: 11 })], hover);
}

interface TimeColumn {
  /** Its first change, in milliseconds. */
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/**
 * A column for each time at which something changed, wide enough for what begins in it; changes of
 * different sockets share one where there are too many for a page.
 */
function layOutColumns(tracks: readonly SocketTrack[], left: number): readonly TimeColumn[] {
  const times = [...new Set(tracks.flatMap(({ changes }) => changes.map(({ at }) => at)))];
  times.sort((a, b) => a - b);
  let groups: readonly (readonly number[])[] = times.map((at) => [at]);
  for (;;) {
    const columns = placeColumns(groups, { tracks, left });
    if ((columns.at(-1)?.end ?? 0) <= MOST_WIDTH) return columns;
    const merged = mergeNearest(groups, tracks);
    if (!merged) return columns;
    groups = merged;
  }
}

function placeColumns(
  groups: readonly (readonly number[])[],
  { tracks, left }: { readonly tracks: readonly SocketTrack[]; readonly left: number },
): readonly TimeColumn[] {
  let start = left;
  return groups.map((group) => {
    const widths = tracks
      .flatMap(({ changes }) => changes.filter(({ at }) => group.includes(at)))
      .map(({ state }) => textWidth(state, { isMono: true, size: 11 }) + 24);
    const column = { at: group[0] ?? 0, start, end: start + Math.max(64, ...widths) };
    start = column.end;
    return column;
  });
}

/** Joins the two neighbours that are nearest in time and have no socket that changes in both. */
function mergeNearest(
  groups: readonly (readonly number[])[],
  tracks: readonly SocketTrack[],
): readonly (readonly number[])[] | undefined {
  let nearest = { place: -1, distance: Number.POSITIVE_INFINITY };
  for (let place = 0; place + 1 < groups.length; place++) {
    const [group, next] = [groups[place] ?? [], groups[place + 1] ?? []];
    const both = [...group, ...next];
    const isApart = tracks.every(
      ({ changes }) => changes.filter(({ at }) => both.includes(at)).length < 2,
    );
    const distance = (next.at(-1) ?? 0) - (group[0] ?? 0);
    if (isApart && distance < nearest.distance) nearest = { place, distance };
  }
  const { place } = nearest;
  if (place < 0) return undefined;
  const joined = [...(groups[place] ?? []), ...(groups[place + 1] ?? [])];
  return [...groups.slice(0, place), joined, ...groups.slice(place + 2)];
}

function isLively({ changes }: SocketTrack): boolean {
  return changes.length > 1;
}

function laneName(local: string, remote: string): string {
  return remote ? `${local} to ${remote}` : local || 'a socket without an address';
}

function nameLines(local: string, remote: string): readonly string[] {
  return remote ? [local, `to ${remote}`] : [local || 'no address'];
}

/** The states of TCP sockets over time, as swim lanes. */

import { setTimeout as delay } from 'node:timers/promises';
import { accent, type Html, html } from '../base/html.ts';
import { Picture, type Representation } from '../base/picture.ts';
import { excerpt, firstThatFits, foldLines } from '../draw/bounds.ts';
import { formatTime } from '../draw/sequence.ts';
import { Drawing, figure, group, path, textAt, textWidth } from '../draw/svg.ts';
import { type SocketTrack, TcpWatch } from './tcp-watch.ts';

/** Time between two looks at connections that come to rest, in milliseconds. */
const lookInterval = 15;
/** Connections count as settled after so many looks in a row that found no change. */
const quietLooks = 4;
/** A timeline ends after so many looks although states still change. */
const maxLooks = 33;
/** The same where a packet is under way on a link of a lab, or is sent again. */
const maxLooksOnHosts = 200;

const laneHeight = 46;
const headWidth = 20;
const topMargin = 34;
/** More lanes, or more columns, make a drawing that does not fit on a page. */
const drawnLanes = [14, 10, 6] as const;
const maxWidth = 860;

/** Which sockets a timeline shows. */
export interface TimelineOptions {
  /** Only those with this port at either end. */
  readonly port?: number;
}

/**
 * Runs `fn` and watches the states of all TCP sockets of the lesson, also after they are closed,
 * until nothing changes any more. Sockets on hosts of a lab are among them.
 *
 * A state that comes and goes within one system call, as SYN-SENT does on the loopback interface,
 * is over before it can be seen.
 *
 * @param fn the code to watch; it may be asynchronous
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
  await settle(watch);
  const hasPort = (end: string) => port === undefined || end.endsWith(`:${port}`);
  return new Timeline(watch.tracks.filter(({ local, remote }) => [local, remote].some(hasPort)));
}

/**
 * Waits until the connections are at rest. Looks are counted, not time: on a busy machine any time may
 * be over before this process has had a turn in which something could change.
 */
export async function settle(watch: TcpWatch): Promise<void> {
  watch.look();
  let quiet = 0;
  for (let looks = 0; quiet < quietLooks; looks++) {
    if (looks >= (watch.isWaiting ? maxLooksOnHosts : maxLooks)) return;
    const before = watch.changeCount;
    await delay(lookInterval);
    watch.look();
    quiet = watch.changeCount === before && !watch.isWaiting ? quiet + 1 : 0;
  }
}

/** Sockets with the states they went through. */
export class Timeline extends Picture {
  /** The sockets that changed, or that others connected to. */
  readonly tracks: readonly SocketTrack[];

  constructor(tracks: readonly SocketTrack[]) {
    super();
    this.tracks = livelyTracks(tracks);
  }

  protected represent(): Representation {
    const text = this.#text();
    if (this.tracks.length === 0) return { text, html: html`<p>${text}</p>`.markup };
    return { text, html: firstThatFits(drawnLanes, (lanes) => this.#figure(text, lanes)) };
  }

  #text(): string {
    const lines = this.tracks.map((track) => {
      const states = track.changes.map(({ at, state }) => `${state} (${formatTime(at)})`);
      return `${nameLines(track).join(' ')}: ${states.join(', ')}`;
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
  const names = tracks.map(nameLines);
  const left =
    16 + Math.max(...names.flat().map((name) => textWidth(name, { isMono: true, size: 11.5 })));
  const columns = layOutColumns(tracks, left);
  const right = (columns.at(-1)?.end ?? left) + 4;
  const bottom = topMargin + tracks.length * laneHeight;
  const drawing = new Drawing(right, bottom + 8);
  for (const { at, start } of columns) {
    drawing.text(start, headWidth, formatTime(at), { size: 10.5, opacity: 0.85 });
    drawing.line({ x: start, y: headWidth + 5 }, { x: start, y: bottom }, { opacity: 0.22 });
  }
  const placeOf = (at: number) => columns.findLast((column) => column.at <= at)?.start ?? left;
  for (const [lane, { changes }] of tracks.entries()) {
    const y = topMargin + lane * laneHeight;
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
 * A column for each time of a change, wide enough for the states that begin in it; changes of
 * different sockets share one where there are too many for a page.
 */
function layOutColumns(tracks: readonly SocketTrack[], left: number): readonly TimeColumn[] {
  const times = [...new Set(tracks.flatMap(({ changes }) => changes.map(({ at }) => at)))];
  times.sort((a, b) => a - b);
  let groups: readonly (readonly number[])[] = times.map((at) => [at]);
  for (;;) {
    const columns = placeColumns(groups, { tracks, left });
    if ((columns.at(-1)?.end ?? 0) <= maxWidth) return columns;
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

/** The sockets that changed, or that one of them is connected to. */
export function livelyTracks(tracks: readonly SocketTrack[]): readonly SocketTrack[] {
  const isLively = ({ changes }: SocketTrack) => changes.length > 1;
  const peers = new Set(tracks.filter(isLively).map(({ remote }) => remote));
  // A listener at all addresses is connected to at one of them.
  const reached = new Set([...peers].map((end) => end.slice(end.lastIndexOf(':'))));
  const isPeer = ({ local }: SocketTrack) =>
    peers.has(local) || reached.has(local.replace(/^(?:0\.0\.0\.0|\[::\])(?=:)/, ''));
  return tracks.filter((track) => isLively(track) || isPeer(track));
}

function nameLines({ host, local, remote }: SocketTrack): readonly string[] {
  const end = [host ?? '', local || 'no address'].filter(Boolean).join(' ');
  return remote ? [end, `to ${remote}`] : [end];
}

/** The look of a state: colour, and the line that tells it apart without it. */
interface StateStyle {
  readonly colour: string;
  readonly dash?: string;
}

const opening: StateStyle = { colour: accent.green, dash: '6 2' };
const closing: StateStyle = { colour: accent.orange, dash: '3 2' };

const stateStyles: Readonly<Record<string, StateStyle>> = {
  LISTEN: { colour: accent.purple },
  'SYN-SENT': opening,
  'SYN-RECEIVED': opening,
  ESTABLISHED: { colour: accent.blue },
  'TIME-WAIT': { colour: accent.red, dash: '1 3' },
  CLOSED: { colour: accent.grey, dash: '1 2' },
};

/** The look of a state, by its name in RFC 9293; those of an end that closes look alike. */
export function styleOfState(state: string): StateStyle {
  return stateStyles[state] ?? closing;
}

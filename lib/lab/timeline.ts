/** The states of TCP sockets over time, as swim lanes. */

import { setTimeout as delay } from 'node:timers/promises';
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

const note = html`<div style="font-size:.9em">Each column begins with a change; columns are not to scale. What passes within one system call is not seen.</div>`;

const LANE = 46;
const HEAD = 20;
const TOP = 34;

/**
 * Runs `fn` and watches the states of all TCP sockets of the lesson, also after they are closed,
 * until nothing changes any more.
 *
 * A state that comes and goes within one system call, as SYN-SENT does on the loopback interface,
 * is over before anybody can see it.
 *
 * @example
 * const lanes = await timeline(() => netcat(HOST, 4481));
 * lanes.tracks[0]?.changes.map(({ state }) => state); // ['LISTEN']
 */
export async function timeline(fn: () => unknown): Promise<Timeline> {
  using watch = new TcpWatch();
  await fn();
  const deadline = performance.now() + LONGEST_WAIT;
  while (watch.quietFor < QUIET && performance.now() < deadline) await delay(QUIET / 4);
  return new Timeline(watch.tracks);
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
    return { text, html: figure(this.#draw(), text, [note]) };
  }

  #text(): string {
    const lines = this.tracks.map(({ local, remote, changes }) => {
      const states = changes.map(({ at, state }) => `${state} (${formatTime(at)})`).join(', ');
      return `${laneName(local, remote)}: ${states}`;
    });
    if (lines.length === 0) return 'No TCP socket changed its state.';
    return ['States of TCP sockets, and when each was first seen', ...lines].join('\n');
  }

  #draw(): Html {
    const times = [...new Set(this.tracks.flatMap(({ changes }) => changes.map(({ at }) => at)))];
    times.sort((a, b) => a - b);
    const names = this.tracks.map(({ local, remote }) => nameLines(local, remote));
    const left =
      16 + Math.max(...names.flat().map((name) => textWidth(name, { isMono: true, size: 11.5 })));
    const starts = columnStarts(this.tracks, times, left);
    const right = (starts.at(-1) ?? left) + 4;
    const bottom = TOP + this.tracks.length * LANE;
    const drawing = new Drawing(right, bottom + 8);
    for (const [column, at] of times.entries()) {
      const x = starts[column] ?? left;
      drawing.text(x, HEAD, formatTime(at), { size: 10.5, opacity: 0.85 });
      drawing.line({ x, y: HEAD + 5 }, { x, y: bottom }, { opacity: 0.22 });
    }
    for (const [lane, { changes }] of this.tracks.entries()) {
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
        const from = starts[times.indexOf(at)] ?? left;
        const to = next ? (starts[times.indexOf(next.at)] ?? right) : right - 4;
        if (state === 'CLOSED' && !next) {
          drawing.add(textAt(from + 6, y + 20, 'closed', { size: 11.5, opacity: 0.85 }));
        } else {
          drawing.add(
            drawState({
              state,
              x: from,
              width: to - from,
              y,
              hover: `${state} from ${formatTime(at)}`,
            }),
          );
        }
      }
    }
    return drawing.toHtml({
      title: 'States of TCP sockets over time',
      description: `${this.tracks.length} sockets, one lane each. Every column begins with a change; the columns are not to scale. The text form lists the states.`,
    });
  }
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

/** Where each column begins, and the last one ends: each wide enough for what begins in it. */
function columnStarts(
  tracks: readonly SocketTrack[],
  times: readonly number[],
  left: number,
): readonly number[] {
  const starts = [left];
  for (const at of times) {
    const labels = tracks.flatMap(({ changes }) => changes.filter((change) => change.at === at));
    const widths = labels.map(({ state }) => textWidth(state, { isMono: true, size: 11 }) + 24);
    starts.push((starts.at(-1) ?? left) + Math.max(64, ...widths));
  }
  return starts;
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

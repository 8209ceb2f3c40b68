/** Draws the state machine of TCP, with the ways that sockets took through it. */

import { accent, type Html, html } from './html.ts';
import { Picture, type Representation } from './picture.ts';
import {
  Drawing,
  figure,
  group,
  type LineStyle,
  lineBetween,
  type Point,
  path,
  textAt,
} from './svg.ts';
import { completeWay, isReset, type Step, transitions } from './tcp-machine.ts';
import type { SocketTrack } from './tcp-watch.ts';
import { Timeline } from './timeline.ts';

/** A socket's way through the states. */
export interface Way {
  readonly name: string;
  readonly steps: readonly Step[];
}

const WIDTH = 760;
const BOX = { width: 128, height: 30 };
/** CLOSED stands twice: where a connection begins, and where it ends. */
const END = 'CLOSED (end)';

const places: Readonly<Record<string, Point>> = {
  CLOSED: { x: 380, y: 30 },
  LISTEN: { x: 140, y: 100 },
  'SYN-SENT': { x: 620, y: 100 },
  'SYN-RECEIVED': { x: 140, y: 190 },
  ESTABLISHED: { x: 380, y: 270 },
  'FIN-WAIT-1': { x: 140, y: 350 },
  'CLOSE-WAIT': { x: 620, y: 350 },
  'FIN-WAIT-2': { x: 140, y: 440 },
  CLOSING: { x: 380, y: 440 },
  'LAST-ACK': { x: 620, y: 440 },
  'TIME-WAIT': { x: 380, y: 530 },
  [END]: { x: 620, y: 530 },
};

/** Ways differ in their lines; colour repeats the difference. */
const looks: readonly (LineStyle & { readonly colour: string })[] = [
  { colour: accent.blue, width: 3.5 },
  { colour: accent.orange, width: 3.5, dash: '9 4' },
  { colour: accent.green, width: 3.5, dash: '3 3' },
  { colour: accent.purple, width: 3.5, dash: '12 3 3 3' },
];

/**
 * The states of TCP with the ways that sockets took: those of a {@link timeline}, or one way by the
 * names of its states. Without any, the machine alone.
 *
 * @example
 * tcpStates(await timeline(() => netcat(HOST, 4481)));
 * tcpStates(['CLOSED', 'SYN-SENT', 'ESTABLISHED']);
 */
export function tcpStates(taken: Timeline | readonly string[] = []): StateMachine {
  if (taken instanceof Timeline)
    return new StateMachine(taken.tracks.slice(0, looks.length).map(wayOf));
  if (taken.length === 0) return new StateMachine([]);
  return new StateMachine([{ name: 'this way', steps: completeWay(taken) }]);
}

function wayOf(
  { local, remote, changes }: SocketTrack,
  _at: number,
  all: readonly SocketTrack[],
): Way {
  const seen = changes.map(({ state }) => state);
  const isAccepted = all.some(
    (track) => track.remote === '' && track.local === local && remote !== '',
  );
  const start = isAccepted ? 'LISTEN' : 'CLOSED';
  const whole = seen[0] === start || seen[0] === 'LISTEN' ? seen : [start, ...seen];
  return { name: remote ? `${local} to ${remote}` : local, steps: completeWay(whole) };
}

/** The state machine with ways through it. */
export class StateMachine extends Picture {
  readonly ways: readonly Way[];

  constructor(ways: readonly Way[]) {
    super();
    this.ways = ways;
  }

  protected represent(): Representation {
    const text = this.#text();
    return { text, html: figure(this.#draw(), text) };
  }

  #text(): string {
    if (this.ways.length === 0) {
      return [
        'States of TCP',
        ...transitions.map(({ from, to, cause }) => `${from} > ${to}: ${cause}`),
      ].join('\n');
    }
    const lines = this.ways.map(({ name, steps }) => `${name}: ${wayText(steps)}`);
    return [
      'Ways through the states of TCP',
      ...lines,
      'In parentheses: passed too quickly to be seen.',
    ].join('\n');
  }

  #draw(): Html {
    const legend = this.ways.length * 22;
    const drawing = new Drawing(WIDTH, 560 + legend);
    for (const { from, to, cause } of transitions) {
      const target = from !== 'CLOSED' && to === 'CLOSED' ? END : to;
      drawing.add(edge(from, target, { opacity: 0.55 }));
      drawing.add(edgeLabel(from, target, cause));
    }
    for (const [index, { steps }] of this.ways.entries()) {
      const offset = (index - (this.ways.length - 1) / 2) * 6;
      for (const [from, to] of edgesOf(steps))
        drawing.add(edge(from, to, { ...looks[index], offset }));
    }
    for (const [state, place] of Object.entries(places)) drawing.add(this.#box(state, place));
    for (const [index, { name, steps }] of this.ways.entries()) {
      const y = 572 + index * 22;
      drawing.line({ x: 8, y: y - 4 }, { x: 48, y: y - 4 }, looks[index]);
      const reset = steps.some(
        ({ state }, at) => isReset(steps[at - 1]?.state ?? '', state) && at > 0,
      );
      drawing.text(58, y, reset ? `${name} (closed at once)` : name, {
        isMono: true,
        size: 11.5,
      });
    }
    return drawing.toHtml({
      title: 'The states of TCP',
      description:
        this.ways.length === 0
          ? 'Eleven states and the events that lead from one to another; the text form lists them.'
          : `The ways of ${this.ways.length} sockets through the states; the text form lists them.`,
    });
  }

  #box(state: string, { x, y }: Point): Html {
    const visits = this.ways.flatMap(({ steps }, index) =>
      steps.some((step) => step.isSeen && boxesOf(steps, step).includes(state)) ? [index] : [],
    );
    const left = x - BOX.width / 2;
    const top = y - BOX.height / 2;
    const frame = (by: number) =>
      `M${left - by} ${top - by}h${BOX.width + 2 * by}v${BOX.height + 2 * by}h-${BOX.width + 2 * by}z`;
    return group([
      path(frame(0), { width: visits.length > 0 ? 1.5 : 1, opacity: visits.length > 0 ? 1 : 0.5 }),
      ...visits.map((index, ring) => path(frame(3 + ring * 4), { ...looks[index], width: 2.5 })),
      textAt(x, y + 4, state === END ? 'CLOSED' : state, {
        anchor: 'middle',
        isMono: true,
        weight: visits.length > 0 ? 700 : 400,
      }),
    ]);
  }
}

function wayText(steps: readonly Step[]): string {
  return steps
    .map(({ state, isSeen }, at) => {
      const arrow =
        at === 0 ? '' : isReset(steps[at - 1]?.state ?? '', state) ? ' > at once > ' : ' > ';
      return `${arrow}${isSeen ? state : `(${state})`}`;
    })
    .join('');
}

/** The boxes that a step lights: the last CLOSED of a way is the lower one. */
function boxesOf(steps: readonly Step[], step: Step): readonly string[] {
  return [step.state === 'CLOSED' && steps.indexOf(step) > 0 ? END : step.state];
}

function edgesOf(steps: readonly Step[]): readonly (readonly [from: string, to: string])[] {
  return steps.slice(1).flatMap(({ state }, at) => {
    const from = steps[at]?.state ?? '';
    if (!transitions.some((each) => each.from === from && each.to === state)) return [];
    return [[from, state === 'CLOSED' ? END : state] as const];
  });
}

function edge(
  from: string,
  to: string,
  { offset = 0, ...style }: LineStyle & { readonly offset?: number },
): Html {
  const [start, end] = ends(from, to);
  const angle = Math.atan2(end.y - start.y, end.x - start.x);
  const shift = { x: -Math.sin(angle) * offset, y: Math.cos(angle) * offset };
  const tip = { x: end.x + shift.x, y: end.y + shift.y };
  const base = { x: tip.x - Math.cos(angle) * 9, y: tip.y - Math.sin(angle) * 9 };
  const side = { x: -Math.sin(angle) * 5, y: Math.cos(angle) * 5 };
  const { colour = 'currentColor', opacity } = style;
  const head = path(
    `M${r(tip.x)} ${r(tip.y)}L${r(base.x + side.x)} ${r(base.y + side.y)}L${r(base.x - side.x)} ${r(base.y - side.y)}z`,
    { colour, fill: colour, ...(opacity === undefined ? {} : { opacity }) },
  );
  return html`${lineBetween({ x: start.x + shift.x, y: start.y + shift.y }, base, style)}${head}`;
}

/** Labels that would lie on another edge in their ordinary place. */
const labelPlaces: Readonly<Record<string, Point & { readonly anchor: 'start' | 'end' }>> = {
  'SYN-SENT SYN-RECEIVED': { x: 372, y: 178, anchor: 'start' },
  'SYN-SENT ESTABLISHED': { x: 534, y: 190, anchor: 'start' },
  'FIN-WAIT-1 TIME-WAIT': { x: 316, y: 478, anchor: 'start' },
  'FIN-WAIT-2 TIME-WAIT': { x: 236, y: 502, anchor: 'end' },
};

function edgeLabel(from: string, to: string, cause: string): Html {
  const place = labelPlaces[`${from} ${to}`];
  if (place) return textAt(place.x, place.y, cause, { size: 11, anchor: place.anchor });
  const [start, end] = ends(from, to);
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  const isUpright = Math.abs(end.x - start.x) < 10;
  const isFlat = Math.abs(end.y - start.y) < 10;
  if (isUpright) return textAt(middle.x + 12, middle.y + 4, cause, { size: 11 });
  if (isFlat) return textAt(middle.x, middle.y - 8, cause, { size: 11, anchor: 'middle' });
  const isFalling = (end.x - start.x) * (end.y - start.y) > 0;
  return textAt(middle.x + (isFalling ? 12 : -12), middle.y - 4, cause, {
    size: 11,
    anchor: isFalling ? 'start' : 'end',
  });
}

/** Where an edge leaves one box and meets the other. */
function ends(from: string, to: string): readonly [Point, Point] {
  const a = places[from] ?? { x: 0, y: 0 };
  const b = places[to] ?? { x: 0, y: 0 };
  return [border(a, b), border(b, a)];
}

function border(box: Point, towards: Point): Point {
  const dx = towards.x - box.x;
  const dy = towards.y - box.y;
  const scale = Math.min(
    (BOX.width / 2 + 4) / Math.max(1e-6, Math.abs(dx)),
    (BOX.height / 2 + 4) / Math.max(1e-6, Math.abs(dy)),
  );
  return { x: box.x + dx * scale, y: box.y + dy * scale };
}

function r(value: number): number {
  return Math.round(value * 10) / 10;
}

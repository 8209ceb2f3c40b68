/** Draws the state machine of TCP, with the ways that sockets took through it. */

import { accent, type Html, html } from '../base/html.ts';
import { Picture, type Representation } from '../base/picture.ts';
import { Drawing, figure, group, type LineStyle, type Point, textAt } from '../draw/svg.ts';
import { edge, edgeLabels, endState, frame, places } from './state-map.ts';
import { completeWay, isReset, type Step, transitions } from './tcp-machine.ts';
import type { SocketTrack } from './tcp-watch.ts';
import { Timeline } from './timeline.ts';

/** A socket's way through the states. */
export interface Way {
  readonly name: string;
  readonly steps: readonly Step[];
}

const mapSize = { width: 760, height: 600 } as const;
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
  if (taken instanceof Timeline) {
    return new StateMachine(taken.tracks.slice(0, looks.length).map(wayOf), {
      more: taken.tracks.length - looks.length,
    });
  }
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
  readonly #more: number;

  /** @param options `more`: the number of sockets not shown, for want of lines that differ */
  constructor(ways: readonly Way[], { more = 0 }: { readonly more?: number } = {}) {
    super();
    this.ways = ways;
    this.#more = more;
  }

  protected represent(): Representation {
    const text = this.#text();
    const notes = this.#notes().map((note) => html`<div style="font-size:.9em">${note}</div>`);
    return { text, html: figure(this.#draw(), text, notes) };
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
      ...this.#notes(),
    ].join('\n');
  }

  #notes(): readonly string[] {
    return this.#more > 0 ? [`The ways of ${this.#more} more sockets are left out.`] : [];
  }

  #draw(): Html {
    const legend = this.ways.length * 22;
    const drawing = new Drawing(mapSize.width, mapSize.height + legend);
    const lit = new Set(this.ways.flatMap(({ steps }) => edgesOf(steps).map(String)));
    const edges = transitions.map(({ from, to, cause }) => ({
      from,
      to: from !== 'CLOSED' && to === 'CLOSED' ? endState : to,
      cause,
    }));
    for (const { from, to } of edges)
      if (!lit.has(String([from, to]))) drawing.add(edge(from, to, { opacity: 0.55 }));
    for (const label of edgeLabels(edges, mapSize)) drawing.add(label);
    for (const [index, { steps }] of this.ways.entries()) {
      const offset = (index - (this.ways.length - 1) / 2) * 5;
      for (const [from, to] of edgesOf(steps))
        drawing.add(edge(from, to, { ...looks[index], offset }));
    }
    for (const [state, place] of Object.entries(places)) drawing.add(this.#box(state, place));
    for (const [index, { name, steps }] of this.ways.entries()) {
      const y = mapSize.height + 12 + index * 22;
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
    const isVisited = visits.length > 0;
    return group([
      frame({ x, y }, { opacity: isVisited ? 1 : 0.5, width: isVisited ? 1.5 : 1 }),
      ...visits.map((index, ring) =>
        frame({ x, y }, { ...looks[index], width: 2.5, by: 3 + ring * 4 }),
      ),
      textAt(x, y + 4, state === endState ? 'CLOSED' : state, {
        anchor: 'middle',
        isMono: true,
        weight: isVisited ? 700 : 400,
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
  return [step.state === 'CLOSED' && steps.indexOf(step) > 0 ? endState : step.state];
}

function edgesOf(steps: readonly Step[]): readonly (readonly [from: string, to: string])[] {
  return steps.slice(1).flatMap(({ state }, at) => {
    const from = steps[at]?.state ?? '';
    if (!transitions.some((each) => each.from === from && each.to === state)) return [];
    return [[from, state === 'CLOSED' ? endState : state] as const];
  });
}

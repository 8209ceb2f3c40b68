/** The look of events: arrows between lanes and marks on them, with the legend that names them. */

import { accent, type Html, html } from '../base/html.ts';
import { group, lineBetween, type Point, path, textAt, textWidth } from './svg.ts';

/** The look of an event. Kinds differ in shape; colour only repeats the difference. */
export interface EventStyle {
  /** Its name in the legend. */
  readonly name: string;
  readonly colour: string;
  readonly width?: number;
  readonly dash?: string;
  /** The mark at the arrow's beginning, or at the event's place on its lane. */
  readonly mark?: 'disc' | 'ring' | 'square' | 'diamond' | 'cross' | 'bar';
  /** The arrow ends in a cross: nothing more follows. */
  readonly endsInCross?: boolean;
}

/** The styles that TCP and UDP packets, and system calls, are drawn in. */
export const styles = {
  open: { name: 'opens', colour: accent.green, width: 1.8, mark: 'disc' },
  data: { name: 'carries data', colour: accent.blue, width: 3.2 },
  acknowledge: { name: 'acknowledges', colour: accent.grey, width: 1.3, dash: '5 3' },
  finish: { name: 'finishes', colour: accent.orange, width: 1.8, mark: 'square' },
  reset: { name: 'resets', colour: accent.red, width: 1.8, dash: '8 3', endsInCross: true },
  datagram: { name: 'datagram', colour: accent.purple, width: 2.2, mark: 'diamond' },
  notice: { name: 'reports an error', colour: accent.red, width: 1.8, dash: '2 3', mark: 'square' },
  question: {
    name: 'asks or answers',
    colour: accent.purple,
    width: 1.3,
    dash: '2 3',
    mark: 'ring',
  },
  lost: { name: 'gets lost', colour: accent.red, width: 1.3, dash: '1 5', endsInCross: true },
  call: { name: 'succeeds', colour: accent.blue, mark: 'disc' },
  again: { name: 'would have to wait', colour: accent.grey, mark: 'ring' },
  error: { name: 'fails', colour: accent.red, mark: 'cross' },
} as const satisfies Readonly<Record<string, EventStyle>>;

/** An arrow from one lane to another, in the style of its event. */
export function arrow(start: Point, end: Point, style: EventStyle): Html[] {
  const { colour, width = 1.5, dash, mark: sign, endsInCross = false } = style;
  const direction = end.x > start.x ? 1 : -1;
  const tip = endsInCross ? end.x - direction * 12 : end.x - direction * 1;
  const head = endsInCross
    ? mark('cross', { x: tip, y: end.y }, style)
    : [path(`M${tip} ${end.y}l${-direction * 9} -4.5v9z`, { colour, fill: colour, width: 1 })];
  return [
    lineBetween(
      start,
      { x: tip - direction * (endsInCross ? 0 : 8), y: end.y },
      { colour, width, ...(dash ? { dash } : {}) },
    ),
    ...head,
    ...(sign ? mark(sign, start, style) : []),
  ];
}

/** The sign of an event at its place. */
export function mark(
  shape: NonNullable<EventStyle['mark']>,
  { x, y }: Point,
  style: EventStyle,
): Html[] {
  const { colour } = style;
  const solid = { colour, fill: colour };
  switch (shape) {
    case 'disc':
      return [html`<circle cx="${x}" cy="${y}" r="4.5" fill="${colour}"/>`];
    case 'ring':
      return [
        html`<circle cx="${x}" cy="${y}" r="4" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ];
    case 'square':
      return [path(`M${x - 4.5} ${y - 4.5}h9v9h-9z`, solid)];
    case 'diamond':
      return [path(`M${x} ${y - 6}l6 6l-6 6l-6 -6z`, solid)];
    case 'bar':
      return [path(`M${x - 7} ${y}h14`, { colour, width: 3 })];
    case 'cross':
      return [path(`M${x - 5} ${y - 5}l10 10m0 -10l-10 10`, { colour, width: 2.5 })];
  }
}

/** A legend, laid out. */
export interface Legend {
  readonly height: number;
  readonly entries: readonly {
    readonly style: EventStyle;
    readonly x: number;
    readonly y: number;
  }[];
}

/** Places an entry for each style between the edges, in as many rows as it takes. */
export function layOutLegend(
  styles: readonly EventStyle[],
  { left, right }: { readonly left: number; readonly right: number },
): Legend {
  const entries: { style: EventStyle; x: number; y: number }[] = [];
  let x = left;
  let y = 12;
  for (const style of styles) {
    const needed = sampleWidth(style) + textWidth(style.name) + 20;
    if (x + needed > right && x > left) {
      x = left;
      y += 20;
    }
    entries.push({ style, x, y });
    x += needed;
  }
  return { entries, height: y + 10 };
}

/** A sample of the style beside its name. */
export function legendEntry(style: EventStyle, { x, y }: Point): Html {
  const sample = isPoint(style)
    ? mark(style.mark ?? 'disc', { x: x + 10, y }, style)
    : arrow({ x: x + 4, y }, { x: x + 36, y }, style);
  return group([...sample, textAt(x + sampleWidth(style), y + 4, style.name)]);
}

function sampleWidth(style: EventStyle): number {
  return isPoint(style) ? 22 : 44;
}

function isPoint({ width }: EventStyle): boolean {
  return width === undefined;
}

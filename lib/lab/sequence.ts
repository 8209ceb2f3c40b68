/** Sequence diagrams: lanes from top to bottom, and what passes between them in the order of time. */

import { accent, type Html, html } from './html.ts';
import { Drawing, group, lineBetween, type Point, path, textAt, textWidth } from './svg.ts';

/** How an event looks. Kinds differ in shape; colour only repeats the difference. */
export interface EventStyle {
  /** What the legend calls it. */
  readonly name: string;
  readonly colour: string;
  readonly width?: number;
  readonly dash?: string;
  /** What stands at the arrow's beginning, or at the event's place on its lane. */
  readonly mark?: 'disc' | 'ring' | 'square' | 'diamond' | 'cross';
  /** The arrow ends in a cross: nothing more follows. */
  readonly endsInCross?: boolean;
}

/** Something that happened. */
export interface SequenceEvent {
  /** Milliseconds since the beginning. */
  readonly at: number;
  /** The lane it starts at, by its place. */
  readonly from: number;
  /** The lane it goes to; undefined for what happens on one lane alone. */
  readonly to?: number | undefined;
  readonly label: string;
  /** More, on hovering. */
  readonly detail: string;
  readonly style: EventStyle;
}

/** A diagram without its title. */
export interface Sequence {
  /** Each lane's name, in one or two lines. */
  readonly lanes: readonly string[];
  readonly events: readonly SequenceEvent[];
  readonly title: string;
  readonly description: string;
}

const TIME_WIDTH = 78;
const HEAD = 46;
const ROW = 30;
const MONO = { isMono: true } as const;

/** Draws the diagram, with a legend of the kinds that occur in it. */
export function drawSequence({ lanes, events, title, description }: Sequence): Html {
  const gap = laneGap(lanes, events);
  const first = TIME_WIDTH + Math.max(70, ...lanes.slice(0, 1).map((name) => half(name)));
  const places = lanes.map((_, lane) => first + lane * gap);
  const right = (places.at(-1) ?? first) + rightMargin(lanes, events);
  const styles = [...new Map(events.map(({ style }) => [style.name, style])).values()];
  const bottom = HEAD + events.length * ROW + 14;
  const legend = layOutLegend(styles, right);
  const drawing = new Drawing(right, bottom + legend.height);

  for (const [lane, x] of places.entries()) {
    const [name = '', role = ''] = (lanes[lane] ?? '').split('\n');
    drawing.text(x, 16, name, { anchor: 'middle', weight: 600, isMono: true });
    if (role) drawing.text(x, 31, role, { anchor: 'middle', opacity: 0.85 });
    drawing.line({ x, y: HEAD - 8 }, { x, y: bottom - 6 }, { opacity: 0.45 });
  }
  for (const [row, event] of events.entries()) {
    const y = HEAD + row * ROW + 20;
    drawing.text(TIME_WIDTH - 14, y + 4, formatTime(event.at), {
      anchor: 'end',
      size: 11,
      opacity: 0.85,
    });
    drawing.add(drawEvent(event, places, y));
  }
  for (const { style, x, y } of legend.entries)
    drawing.add(legendEntry(style, { x, y: bottom + y }));
  return drawing.toHtml({ title, description });
}

/** A time for reading: `0.00 ms`, `1.25 s`. */
export function formatTime(milliseconds: number): string {
  if (milliseconds < 999.5) return `${milliseconds.toFixed(milliseconds < 99.5 ? 2 : 0)} ms`;
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function drawEvent(event: SequenceEvent, places: readonly number[], y: number): Html {
  const { from, to, label, detail, style } = event;
  const start = { x: places[from] ?? 0, y };
  if (to === undefined || to === from) {
    return group(
      [
        ...mark(style.mark ?? 'disc', start, style),
        textAt(start.x + 12, y + 4, label, { ...MONO, size: 11.5 }),
      ],
      detail,
    );
  }
  const end = { x: places[to] ?? 0, y };
  const middle = (start.x + end.x) / 2;
  return group(
    [
      ...arrow(start, end, style),
      textAt(middle, y - 6, label, { ...MONO, anchor: 'middle', size: 11.5 }),
    ],
    detail,
  );
}

function arrow(start: Point, end: Point, style: EventStyle): Html[] {
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

function mark(shape: NonNullable<EventStyle['mark']>, { x, y }: Point, style: EventStyle): Html[] {
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
    case 'cross':
      return [path(`M${x - 5} ${y - 5}l10 10m0 -10l-10 10`, { colour, width: 2.5 })];
  }
}

function laneGap(lanes: readonly string[], events: readonly SequenceEvent[]): number {
  const labels = events.map(({ from, to, label }) => {
    const width = textWidth(label, { ...MONO, size: 11.5 });
    if (to === undefined || to === from) return from === lanes.length - 1 ? 0 : width + 34;
    return (width + 44) / Math.abs(to - from);
  });
  const names = lanes.map((name) => 2 * half(name) + 24);
  // Two lanes alone may stand apart.
  const least = lanes.length === 2 && events.some(({ to }) => to !== undefined) ? 280 : 130;
  return Math.min(300, Math.max(least, ...labels, ...names));
}

function rightMargin(lanes: readonly string[], events: readonly SequenceEvent[]): number {
  const last = lanes.length - 1;
  const labels = events
    .filter(({ from, to }) => from === last && (to === undefined || to === from))
    .map(({ label }) => textWidth(label, { ...MONO, size: 11.5 }) + 20);
  return Math.max(half(lanes[last] ?? '') + 8, 60, ...labels);
}

function half(name: string): number {
  const [first = '', second = ''] = name.split('\n');
  return Math.max(textWidth(first, MONO), textWidth(second)) / 2;
}

interface Legend {
  readonly height: number;
  readonly entries: readonly {
    readonly style: EventStyle;
    readonly x: number;
    readonly y: number;
  }[];
}

function layOutLegend(styles: readonly EventStyle[], width: number): Legend {
  const entries: { style: EventStyle; x: number; y: number }[] = [];
  let x = TIME_WIDTH;
  let y = 12;
  for (const style of styles) {
    const needed = 44 + textWidth(style.name) + 16;
    if (x + needed > width && x > TIME_WIDTH) {
      x = TIME_WIDTH;
      y += 20;
    }
    entries.push({ style, x, y });
    x += needed;
  }
  return { entries, height: y + 10 };
}

function legendEntry(style: EventStyle, { x, y }: Point): Html {
  const isPoint = style.width === undefined;
  const sample = isPoint
    ? mark(style.mark ?? 'disc', { x: x + 26, y }, style)
    : arrow({ x: x + 4, y }, { x: x + 36, y }, style);
  return group([...sample, textAt(x + 44, y + 4, style.name)]);
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
  call: { name: 'succeeds', colour: accent.blue, mark: 'disc' },
  again: { name: 'would have to wait', colour: accent.grey, mark: 'ring' },
  error: { name: 'fails', colour: accent.red, mark: 'cross' },
} as const satisfies Readonly<Record<string, EventStyle>>;

/** Sequence diagrams: lanes from top to bottom, and events between them in the order of time. */

import { type Html, html } from '../base/html.ts';
import { arrow, type EventStyle, layOutLegend, legendEntry, mark } from './event-style.ts';
import { Drawing, group, type LineStyle, path, round, textAt, textWidth } from './svg.ts';

/** Something that happened. */
export interface SequenceEvent {
  /** Milliseconds since the beginning. */
  readonly at: number;
  /** The lane it starts at, by its place. */
  readonly from: number;
  /** The lane that it goes to; undefined for an event on one lane alone. */
  readonly to?: number | undefined;
  readonly label: string;
  /** More, on hovering. */
  readonly detail: string;
  readonly style: EventStyle;
}

/** A stretch of time in which a lane was in one state. */
export interface SequenceBand {
  readonly lane: number;
  /** Bands of a lane at the same time lie beside each other: its place among them, from 0. */
  readonly strip: number;
  /** The row where it begins. */
  readonly from: number;
  /** The row where it ends; undefined where it lasts. */
  readonly to: number | undefined;
  readonly colour: string;
  readonly dash?: string;
}

/** A diagram without its title. */
export interface Sequence {
  /** Each lane's name, in one or two lines. */
  readonly lanes: readonly string[];
  /** A row each; a text stands in the place of events that are left out. */
  readonly events: readonly (SequenceEvent | string)[];
  /** States along the lanes. */
  readonly bands?: readonly SequenceBand[];
  readonly title: string;
  readonly description: string;
}

/** A wider drawing would be cut off on paper, or illegible. */
const maxWidth = 860;
const timeWidth = 78;
const rowHeight = 30;
const labelFont = { isMono: true, size: 11.5 } as const;
const bandWidth = 7;
/** The room between a lane and the label of a mark on it. */
const markRoom = 15;

/** A row with the place of its label. */
interface PlacedRow {
  readonly event: SequenceEvent | string;
  readonly y: number;
  /** The middle of the label, and the space that it covers. */
  readonly x: number;
  readonly width: number;
  readonly labelY: number;
}

/** Draws the diagram, with a legend of the kinds that occur in it. */
export function drawSequence({ lanes, events, bands = [], title, description }: Sequence): Html {
  const head = lanes.some((name) => name.includes('\n')) ? 48 : 34;
  const all = events.filter((event) => typeof event !== 'string');
  const places = lanePlaces(lanes, all);
  const right = rightEdge({ lanes, events: all, places });
  const bottom = head + events.length * rowHeight + 14;
  const legend = layOutLegend([...new Map(all.map(({ style }) => [style.name, style])).values()], {
    left: timeWidth,
    right,
  });
  const drawing = new Drawing(right, bottom + legend.height);
  const leftward = leftwardLanes(all, { places, right });
  const rows = events.map((event, row) =>
    placeRow(event, { places, right, leftward, y: head + row * rowHeight + 20 }),
  );

  const end = bottom - 6;
  for (const { lane, strip, from, to, colour, dash } of bands) {
    const beside = bands.filter((band) => band.lane === lane).map((band) => band.strip);
    const middle = Math.max(...beside) / 2;
    const x = (places[lane] ?? 0) + (strip - middle) * (bandWidth + 2);
    const y = { from: rows[from]?.y ?? head, to: to === undefined ? end : (rows[to]?.y ?? end) };
    const style = { colour, width: bandWidth, opacity: 0.6, ...(dash ? { dash } : {}) };
    drawing.add(laneLine(x, { ...y, rows }, style));
  }
  for (const [lane, x] of places.entries()) {
    drawing.add(laneHead(lanes[lane] ?? '', { x, height: head - 8 }));
    drawing.add(laneLine(x, { from: head - 8, to: end, rows }, { opacity: 0.45 }));
  }
  for (const row of rows) drawing.add(drawRow(row, places));
  for (const { style, x, y } of legend.entries)
    drawing.add(legendEntry(style, { x, y: bottom + y }));
  return drawing.toHtml({ title, description });
}

/** A time for reading: `0.00 ms`, `1.25 s`. */
export function formatTime(milliseconds: number): string {
  if (milliseconds < 999.5) return `${milliseconds.toFixed(milliseconds < 99.5 ? 2 : 0)} ms`;
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function laneHead(lane: string, { x, height }: { readonly x: number; readonly height: number }) {
  const [name = '', role = ''] = lane.split('\n');
  const width = 2 * half(lane) + 14;
  return group([
    html`<rect x="${round(x - width / 2)}" y="1" width="${round(width)}" height="${height - 1}" rx="6" fill="currentColor" fill-opacity=".05" stroke="currentColor" stroke-opacity=".4"/>`,
    textAt(x, 16, name, { anchor: 'middle', weight: 600, isMono: true }),
    ...(role ? [textAt(x, 32, role, { anchor: 'middle', opacity: 0.85 })] : []),
  ]);
}

/** A line along a lane, which gives way to the labels that stand across it. */
function laneLine(
  x: number,
  {
    from,
    to,
    rows,
  }: { readonly from: number; readonly to: number; readonly rows: readonly PlacedRow[] },
  style: LineStyle,
): Html {
  let data = `M${round(x)} ${from}`;
  for (const { x: middle, width, labelY, event } of rows) {
    if (labelY - 11 < from || labelY + 4 > to) continue;
    if (typeof event !== 'string' && Math.abs(x - middle) > width / 2) continue;
    data += `V${round(labelY - 11)}M${round(x)} ${round(labelY + 4)}`;
  }
  return path(`${data}V${to}`, style);
}

function placeRow(
  event: SequenceEvent | string,
  {
    places,
    right,
    leftward,
    y,
  }: {
    readonly places: readonly number[];
    readonly right: number;
    readonly leftward: ReadonlySet<number>;
    readonly y: number;
  },
): PlacedRow {
  if (typeof event === 'string') {
    const middle = ((places[0] ?? 0) + (places.at(-1) ?? 0)) / 2;
    const width = textWidth(event) + 8;
    const x = within(middle, { from: timeWidth + width / 2, to: right - width / 2 });
    return { event, y, x, width, labelY: y + 4 };
  }
  const { from, to, label } = event;
  const start = places[from] ?? 0;
  const width = textWidth(label, labelFont) + 6;
  if (to !== undefined && to !== from) {
    const middle = (start + (places[to] ?? 0)) / 2;
    const x = within(middle, { from: timeWidth + width / 2, to: right - width / 2 });
    return { event, y, x, width, labelY: y - 6 };
  }
  const x = start + (leftward.has(from) ? -1 : 1) * (markRoom + width / 2);
  return { event, y, x, width, labelY: y + 4 };
}

/** Lanes with their labels to the left of their marks, for want of room on the other side. */
function leftwardLanes(
  events: readonly SequenceEvent[],
  { places, right }: { readonly places: readonly number[]; readonly right: number },
): ReadonlySet<number> {
  const lanes = events
    .filter(({ from, to }) => to === undefined || to === from)
    .filter(({ from, label }) => labelEnd(places[from] ?? 0, label) > right)
    .map(({ from }) => from);
  return new Set(lanes);
}

/** The end of a label beside a lane. */
function labelEnd(lane: number, label: string): number {
  return lane + markRoom + 6 + textWidth(label, labelFont);
}

function drawRow({ event, y, x, labelY }: PlacedRow, places: readonly number[]): Html {
  if (typeof event === 'string')
    return textAt(x, labelY, event, { anchor: 'middle', opacity: 0.85 });
  const { at, from, to, label, detail, style } = event;
  const start = { x: places[from] ?? 0, y };
  const isAlone = to === undefined || to === from;
  const shape = isAlone
    ? mark(style.mark ?? 'disc', start, style)
    : arrow(start, { x: places[to] ?? 0, y }, style);
  const time = textAt(timeWidth - 14, y + 4, formatTime(at), {
    anchor: 'end',
    size: 11,
    opacity: 0.85,
  });
  return group(
    [time, ...shape, textAt(x, labelY, label, { ...labelFont, anchor: 'middle' })],
    detail,
  );
}

function lanePlaces(lanes: readonly string[], events: readonly SequenceEvent[]): readonly number[] {
  const first = timeWidth + Math.max(60, half(lanes[0] ?? '') + 8);
  const gap = laneGap(lanes, events, first);
  return lanes.map((_, lane) => first + lane * gap);
}

function laneGap(
  lanes: readonly string[],
  events: readonly SequenceEvent[],
  first: number,
): number {
  const labels = events.map(({ from, to, label }) => {
    const width = textWidth(label, labelFont);
    if (to === undefined || to === from) return from === lanes.length - 1 ? 0 : width + 34;
    return (width + 44) / Math.abs(to - from);
  });
  const least = Math.max(...lanes.map((name) => 2 * half(name) + 26), 100);
  const last = events
    .filter(({ from, to }) => from === lanes.length - 1 && (to === undefined || to === from))
    .map(({ label }) => labelEnd(0, label));
  const room = (maxWidth - Math.max(70, ...last) - first) / Math.max(1, lanes.length - 1);
  // Two lanes alone may stand apart.
  const wanted = lanes.length === 2 && events.some(({ to }) => to !== undefined) ? 210 : 130;
  return Math.max(least, Math.min(room, 320, Math.max(wanted, ...labels)));
}

function rightEdge({
  lanes,
  events,
  places,
}: {
  readonly lanes: readonly string[];
  readonly events: readonly SequenceEvent[];
  readonly places: readonly number[];
}): number {
  const names = (places.at(-1) ?? 0) + Math.max(60, half(lanes.at(-1) ?? '') + 9);
  const labels = events.map(({ from, to, label }) => {
    const width = textWidth(label, labelFont) + 6;
    if (to !== undefined && to !== from) return timeWidth + width;
    const end = labelEnd(places[from] ?? 0, label);
    return end > maxWidth ? 0 : end;
  });
  return Math.max(names, ...labels);
}

function half(name: string): number {
  const [first = '', second = ''] = name.split('\n');
  return Math.max(textWidth(first, { isMono: true }), textWidth(second)) / 2;
}

function within(
  value: number,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  return Math.max(from, Math.min(to, value));
}

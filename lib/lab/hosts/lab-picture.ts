/** The picture of a lab: its hosts, the links between them, and what is wrong with those. */

import { Graph, layout } from '@dagrejs/dagre';
import { accent, type Html, html } from '../base/html.ts';
import { Drawing, figure, type Point, path, round, textAt, textWidth } from '../draw/svg.ts';
import { networkText } from './addressing.ts';
import { describeConditions } from './conditions.ts';
import type { Host } from './host.ts';
import type { Link } from './link.ts';

/** The parts of a lab that are drawn. */
export interface DrawnLab {
  readonly seed: number;
  readonly allHosts: readonly Host[];
  readonly links: readonly Link[];
}

/** A box or a word in the drawing. */
interface Placed extends Point {
  readonly width: number;
  readonly height: number;
}

interface PlacedEdge extends Placed {
  readonly points: readonly Point[];
}

const lineHeight = 16;
const margin = 10;
/** A wider drawing stands upright. */
const maxWidth = 820;
/** The room that a line to a switch needs to turn beside a wider box. */
const switchGap = { width: 24, height: 0 } as const;
const addressFont = { isMono: true, size: 11 } as const;

/** The lab in lines: each host with its addresses, each link with its conditions. */
export function labText({ allHosts, links, seed }: DrawnLab): string {
  const hosts = allHosts.map(
    (host) =>
      `${host.isRouter ? 'router' : 'host'} ${host.name}: ${host.addresses.join(', ') || 'no link'}`,
  );
  const all = links.map((link) => `link ${link}: ${networkText(link.network)}`);
  return [...hosts, ...all, ...seedNote(links, seed)].join('\n');
}

/** The lab as a drawing, with its text form folded below it. */
export function drawLab(lab: DrawnLab): string {
  const { allHosts, links, seed } = lab;
  if (allHosts.length === 0) return html`<p>A lab without hosts</p>`.markup;
  const wide = place(lab, 'LR');
  const { graph, width, height } = wide.width <= maxWidth ? wide : place(lab, 'TB');
  const drawing = new Drawing(width, height);
  for (const link of links) {
    const box = graph.node(switchId(link)) as Placed | undefined;
    for (const { from, to } of edgesOf(link)) {
      const edge = graph.edge(from, to) as PlacedEdge;
      const ends = [graph.node(from), graph.node(to)] as Placed[];
      const points = fromSideToSide(edge.points, ends, wide.width <= maxWidth);
      drawing.add(drawEdge({ ...edge, points }, link, { isLabelled: !box }));
    }
    if (box !== undefined) drawing.add(drawSwitch(box, link));
  }
  for (const host of allHosts) drawing.add(drawHost(graph.node(host.name) as Placed, host));
  const title = 'The lab';
  const description = `${allHosts.length} hosts and ${links.length} links; the text form below lists them.`;
  const notes = seedNote(links, seed).map(
    (note) => html`<div style="font-size:.9em">${note}</div>`,
  );
  return figure(drawing.toHtml({ title, description }), labText(lab), notes);
}

function seedNote(links: readonly Link[], seed: number): readonly string[] {
  const isRandom = links.some(({ conditions: { jitter, loss, duplicate, reorder } }) =>
    [jitter, loss, duplicate, reorder].some(Boolean),
  );
  return isRandom ? [`openLab({ seed: ${seed} }) repeats what these links do at random`] : [];
}

/** Lets dagre place boxes, lines and the words on them. */
function place({ allHosts, links }: DrawnLab, rankdir: 'LR' | 'TB') {
  const graph = new Graph();
  graph.setGraph({ rankdir, nodesep: 36, ranksep: 26, marginx: margin, marginy: margin });
  for (const host of allHosts) graph.setNode(host.name, { ...sizeOf(hostLines(host)) });
  for (const link of links) {
    if (isSwitch(link)) graph.setNode(switchId(link), { ...sizeOf(linkLines(link)) });
    const label = isSwitch(link) ? switchGap : sizeOf(linkLines(link));
    for (const { from, to } of edgesOf(link)) {
      graph.setEdge(from, to, { ...label, labelpos: 'c' });
    }
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as Partial<Placed>;
  return { graph, width, height };
}

function isSwitch({ hosts }: Link): boolean {
  return hosts.length > 2;
}

function switchId({ number }: Link): string {
  return `link ${number}`;
}

/** The lines of a link: one, or one from a switch to each host but the first, which stands before it. */
function edgesOf(link: Link): readonly { readonly from: string; readonly to: string }[] {
  const [first, ...others] = link.hosts.map(({ name }) => name);
  if (first === undefined) return [];
  if (!isSwitch(link)) return others.map((to) => ({ from: first, to }));
  const center = switchId(link);
  return [{ from: first, to: center }, ...others.map((to) => ({ from: center, to }))];
}

function hostLines(host: Host): readonly string[] {
  return [host.name, ...(host.isRouter ? ['router'] : []), ...host.addresses];
}

function linkLines(link: Link): readonly string[] {
  const conditions = describeConditions(link.conditions);
  return [
    ...(isSwitch(link) ? ['switch'] : []),
    networkText(link.network),
    ...(conditions === '' ? [] : conditions.split(', ')),
    ...(link.isCut ? ['✕ cut'] : []),
  ];
}

function sizeOf(lines: readonly string[]): { readonly width: number; readonly height: number } {
  const widths = lines.map((line) => textWidth(line, addressFont));
  return { width: Math.max(...widths) + 24, height: lines.length * lineHeight + 12 };
}

function drawHost(box: Placed, host: Host): Html {
  const radius = host.isRouter ? 20 : 4;
  return html`${drawBox(box, radius)}${drawLines(box, hostLines(host))}`;
}

function drawSwitch(box: Placed, link: Link): Html {
  return html`${drawBox(box, 0)}${drawLines(box, linkLines(link))}`;
}

function drawBox({ x, y, width, height }: Placed, radius: number): Html {
  return html`<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${round(radius)}" fill="currentColor" fill-opacity=".05" stroke="currentColor" stroke-opacity=".5"/>`;
}

function drawLines({ x, y, height }: Placed, lines: readonly string[]): Html {
  const top = y - height / 2 + lineHeight + 1;
  return html`${lines.map((line, at) =>
    textAt(x, top + at * lineHeight, line, {
      anchor: 'middle',
      ...(at === 0 ? { weight: 600 } : addressFont),
    }),
  )}`;
}

function drawEdge(
  edge: PlacedEdge,
  link: Link,
  { isLabelled }: { readonly isLabelled: boolean },
): Html {
  const label = { x: edge.x, y: edge.y, width: edge.width - 16, height: edge.height };
  const style = link.isCut
    ? { colour: accent.red, width: 2, dash: '3 6' }
    : { width: 1.5, opacity: 0.7 };
  const line = path(around(edge.points, isLabelled ? label : undefined), style);
  if (!isLabelled) return line;
  const top = label.y - label.height / 2 + lineHeight + 1;
  const words = linkLines(link).map((text, at) =>
    textAt(label.x, top + at * lineHeight, text, { anchor: 'middle', ...addressFont }),
  );
  return html`${line}${words}`;
}

/** Points that leave and reach boxes in the middle of their sides, where no other box is in the way. */
function fromSideToSide(
  points: readonly Point[],
  [from, to]: readonly Placed[],
  isWide: boolean,
): readonly Point[] {
  if (from === undefined || to === undefined) return points;
  const side = (box: Placed, sign: 1 | -1) => ({
    x: box.x + (isWide ? (sign * box.width) / 2 : 0),
    y: box.y + (isWide ? 0 : (sign * box.height) / 2),
  });
  return [side(from, 1), ...points.slice(1, -1), side(to, -1)];
}

/** The path along points, with a gap where a label stands. */
function around(points: readonly Point[], label: Placed | undefined): string {
  let data = '';
  let isDrawing = false;
  for (const { x, y } of sampled(points)) {
    const isCovered =
      label !== undefined &&
      Math.abs(x - label.x) < label.width / 2 &&
      Math.abs(y - label.y) < label.height / 2;
    if (!isCovered) data += `${isDrawing ? 'L' : 'M'}${round(x)} ${round(y)}`;
    isDrawing = !isCovered;
  }
  return data;
}

/** Points along the way between points, so close that a gap looks sharp. */
function sampled(points: readonly Point[]): readonly Point[] {
  return points.slice(1).flatMap((to, at) => {
    const from = points[at] ?? to;
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 4));
    return Array.from({ length: steps + 1 }, (_, step) => ({
      x: from.x + ((to.x - from.x) * step) / steps,
      y: from.y + ((to.y - from.y) * step) / steps,
    }));
  });
}

/** The places of TCP's states in their drawing, and the edges between them. */

import { type Html, html } from '../base/html.ts';
import { type LineStyle, lineBetween, type Point, path, textAt, textWidth } from '../draw/svg.ts';
import { placeLabels } from './label-places.ts';

const boxSize = { width: 128, height: 30 };
/** CLOSED stands twice: where a connection begins, and where it ends. */
export const endState = 'CLOSED (end)';

/** The middle of each state's box. */
export const places: Readonly<Record<string, Point>> = {
  CLOSED: { x: 380, y: 30 },
  LISTEN: { x: 140, y: 100 },
  'SYN-SENT': { x: 620, y: 100 },
  'SYN-RECEIVED': { x: 140, y: 190 },
  ESTABLISHED: { x: 380, y: 270 },
  'FIN-WAIT-1': { x: 140, y: 350 },
  'CLOSE-WAIT': { x: 620, y: 350 },
  'FIN-WAIT-2': { x: 140, y: 460 },
  CLOSING: { x: 400, y: 430 },
  'LAST-ACK': { x: 620, y: 460 },
  'TIME-WAIT': { x: 380, y: 570 },
  [endState]: { x: 620, y: 570 },
};

/** A box around a state, or a ring around that. */
export function frame(
  { x, y }: Point,
  { by = 0, ...style }: LineStyle & { readonly by?: number },
): Html {
  const { width: line = 1, colour = 'currentColor', dash, opacity = 1 } = style;
  const fill = by === 0 ? html` fill="currentColor" fill-opacity=".05"` : html` fill="none"`;
  return html`<rect x="${x - boxSize.width / 2 - by}" y="${y - boxSize.height / 2 - by}" width="${boxSize.width + 2 * by}" height="${boxSize.height + 2 * by}" rx="${6 + by}" stroke="${colour}" stroke-width="${line}" stroke-opacity="${opacity}"${dash ? html` stroke-dasharray="${dash}"` : undefined}${fill}/>`;
}

/** The arrow from one state to another, moved aside where several ways share it. */
export function edge(
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

/** The room around boxes and edges for the lines of several ways beside each other. */
const roomForWays = { box: 17, edge: 11 } as const;
const labelSize = 11;

/** The causes of the changes, each beside its edge. */
export function edgeLabels(
  edges: readonly { readonly from: string; readonly to: string; readonly cause: string }[],
  { width, height }: { readonly width: number; readonly height: number },
): readonly Html[] {
  const arrows = edges.map(({ from, to, cause }) => {
    const [start, end] = ends(from, to);
    return { start, end, width: textWidth(cause, { size: labelSize }), height: labelSize + 2 };
  });
  const boxes = Object.values(places).map(({ x, y }) => ({
    left: x - boxSize.width / 2 - roomForWays.box,
    right: x + boxSize.width / 2 + roomForWays.box,
    top: y - boxSize.height / 2 - roomForWays.box,
    bottom: y + boxSize.height / 2 + roomForWays.box,
  }));
  const within = { left: 0, right: width, top: 0, bottom: height };
  const middles = placeLabels(arrows, { boxes, distance: roomForWays.edge, within });
  return middles.map(({ x, y }, index) =>
    textAt(x, y + 4, edges[index]?.cause ?? '', { size: labelSize, anchor: 'middle' }),
  );
}

/** The points at which an edge leaves one box and meets the other. */
function ends(from: string, to: string): readonly [Point, Point] {
  const a = places[from] ?? { x: 0, y: 0 };
  const b = places[to] ?? { x: 0, y: 0 };
  return [border(a, b), border(b, a)];
}

function border(box: Point, towards: Point): Point {
  const dx = towards.x - box.x;
  const dy = towards.y - box.y;
  const scale = Math.min(
    (boxSize.width / 2 + 4) / Math.max(1e-6, Math.abs(dx)),
    (boxSize.height / 2 + 4) / Math.max(1e-6, Math.abs(dy)),
  );
  return { x: box.x + dx * scale, y: box.y + dy * scale };
}

function r(value: number): number {
  return Math.round(value * 10) / 10;
}

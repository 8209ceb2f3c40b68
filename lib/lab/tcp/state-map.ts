/** Where the states of TCP stand in their drawing, and the edges between them. */

import { type Html, html } from './html.ts';
import { type LineStyle, lineBetween, type Point, path, textAt } from './svg.ts';

const BOX = { width: 128, height: 30 };
/** CLOSED stands twice: where a connection begins, and where it ends. */
export const END = 'CLOSED (end)';

/** The middle of each state's box. */
export const places: Readonly<Record<string, Point>> = {
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

/** A box around a state, or a ring around that. */
export function frame(
  { x, y }: Point,
  { by = 0, ...style }: LineStyle & { readonly by?: number },
): Html {
  const { width: line = 1, colour = 'currentColor', dash, opacity = 1 } = style;
  const fill = by === 0 ? html` fill="currentColor" fill-opacity=".05"` : html` fill="none"`;
  return html`<rect x="${x - BOX.width / 2 - by}" y="${y - BOX.height / 2 - by}" width="${BOX.width + 2 * by}" height="${BOX.height + 2 * by}" rx="${6 + by}" stroke="${colour}" stroke-width="${line}" stroke-opacity="${opacity}"${dash ? html` stroke-dasharray="${dash}"` : undefined}${fill}/>`;
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

/** Labels that would lie on another edge in their ordinary place. */
const labelPlaces: Readonly<Record<string, Point & { readonly anchor: 'start' | 'end' }>> = {
  'SYN-SENT SYN-RECEIVED': { x: 372, y: 178, anchor: 'start' },
  'SYN-SENT ESTABLISHED': { x: 534, y: 190, anchor: 'start' },
  'FIN-WAIT-1 TIME-WAIT': { x: 316, y: 478, anchor: 'start' },
  'FIN-WAIT-2 TIME-WAIT': { x: 236, y: 502, anchor: 'end' },
};

/** What causes the change, beside its edge. */
export function edgeLabel(from: string, to: string, cause: string): Html {
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

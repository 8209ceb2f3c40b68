/** Finds places for the labels of arrows: beside their own arrow, on no other one, and on no box. */

import type { Point } from '../draw/svg.ts';

/** An area by its edges. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** An arrow with the size of its label. */
export interface LabelledArrow {
  readonly start: Point;
  readonly end: Point;
  readonly width: number;
  readonly height: number;
}

/** The parts of the drawing that labels keep clear of. */
export interface Surroundings {
  readonly boxes: readonly Area[];
  /** The distance to the middle of an arrow: several ways may lie beside each other in it. */
  readonly distance: number;
  readonly within: Area;
}

/** The shares of an arrow's length beside which a label may stand, the best first. */
const shares = Array.from(
  { length: 33 },
  (_, at) => 0.5 + (at % 2 ? -1 : 1) * Math.ceil(at / 2) * 0.025,
);

/**
 * The middle of each label, in the order of the arrows. The label with the fewest places to choose
 * from takes its place first.
 *
 * @throws Error where a label has no place left
 */
export function placeLabels(
  arrows: readonly LabelledArrow[],
  { boxes, distance, within }: Surroundings,
): readonly Point[] {
  const isFree = (label: Area) =>
    isInside(label, within) &&
    !boxes.some((box) => overlap(label, box)) &&
    !arrows.some(({ start, end }) => crosses(grown(label, distance), start, end));
  const choices = arrows.map((arrow, index) => ({
    index,
    places: shares
      .flatMap((share) => beside(arrow, { share, distance }))
      .filter((middle) => isFree(areaOf(arrow, middle))),
  }));
  const taken: Area[] = [];
  const found = new Map<number, Point>();
  for (const { index, places } of choices.toSorted((a, b) => a.places.length - b.places.length)) {
    const arrow = arrows[index] as LabelledArrow; // index comes from the same list
    const place = places.find(
      (each) => !taken.some((other) => overlap(areaOf(arrow, each), other)),
    );
    if (!place) throw new Error(`No place for the label of arrow ${index}`);
    taken.push(grown(areaOf(arrow, place), 2));
    found.set(index, place);
  }
  return arrows.map((_, index) => found.get(index) ?? { x: 0, y: 0 });
}

/** The middles of a label above its arrow and below, as near to it as may be. */
function beside(
  { start, end, width, height }: LabelledArrow,
  { share, distance }: { readonly share: number; readonly distance: number },
): readonly Point[] {
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const length = Math.hypot(dx, dy);
  const normal = { x: -dy / length, y: dx / length };
  const gap =
    (Math.abs(normal.x) * width + Math.abs(normal.y) * height) / 2 +
    distance * (Math.abs(normal.x) + Math.abs(normal.y)) +
    1;
  const above = normal.y > 0 ? -1 : 1;
  return [above, -above].map((side) => ({
    x: start.x + dx * share + normal.x * gap * side,
    y: start.y + dy * share + normal.y * gap * side,
  }));
}

function areaOf({ width, height }: LabelledArrow, { x, y }: Point): Area {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function grown({ left, right, top, bottom }: Area, by: number): Area {
  return { left: left - by, right: right + by, top: top - by, bottom: bottom + by };
}

function isInside(area: Area, outer: Area): boolean {
  return (
    area.left >= outer.left &&
    area.right <= outer.right &&
    area.top >= outer.top &&
    area.bottom <= outer.bottom
  );
}

function overlap(a: Area, b: Area): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** True where a line from one point to the other passes through the area. */
function crosses({ left, right, top, bottom }: Area, start: Point, end: Point): boolean {
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  let [from, to] = [0, 1];
  for (const [step, room] of [
    [-dx, start.x - left],
    [dx, right - start.x],
    [-dy, start.y - top],
    [dy, bottom - start.y],
  ] as const) {
    if (step === 0 && room < 0) return false;
    if (step < 0) from = Math.max(from, room / step);
    if (step > 0) to = Math.min(to, room / step);
  }
  return from <= to;
}

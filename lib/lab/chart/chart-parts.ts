/** The parts that charts of several kinds share. */

import type { Field } from 'vega-lite/types_unstable/channeldef.js';
import type { LayerSpec } from 'vega-lite/types_unstable/spec/layer.js';
import { accent } from '../base/html.ts';
import { foldLines } from '../draw/bounds.ts';
import { figures } from './statistics.ts';

/** A point of a series. */
export interface SeriesPoint {
  readonly x: number;
  readonly y: number;
}

const colours = [accent.blue, accent.orange, accent.green, accent.purple, accent.red];
const shapes = ['circle', 'square', 'diamond', 'cross', 'triangle-up'];
const dashes = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [12, 4],
];

/** The most points of all lines together that are drawn. */
export const maxPoints = 1000;
/** The width of the bars of a text form, in characters. */
const barWidth = 40;

/** At most about so many points; of those in the way the lowest and highest stay. */
export function thin(points: readonly SeriesPoint[], most: number): readonly SeriesPoint[] {
  if (points.length <= most) return points;
  const size = Math.ceil((2 * points.length) / most);
  const groups = Array.from({ length: Math.ceil(points.length / size) }, (_, group) =>
    points.slice(group * size, (group + 1) * size).sort((a, b) => a.y - b.y),
  );
  return groups
    .flatMap((group) => [...new Set([group[0], group.at(-1)])])
    .filter((point) => point !== undefined)
    .sort((a, b) => a.x - b.x);
}

/** The name of each histogram stands above it. */
export const header = {
  labelAngle: 0,
  labelOrient: 'top',
  labelAnchor: 'start',
  labelFontSize: 12,
} as const;

/** The next step at which an axis counts well: 1, 2 or 5, with noughts. */
export function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5].find((factor) => factor * power >= step) ?? 10);
}

/**
 * Lines that differ in colour, in dashes and in their points; no legend for a single one.
 *
 * @internal Vega's types would be loaded into every cell that imports this file.
 */
export function linesByName(
  names: readonly string[],
  encoding: NonNullable<LayerSpec<Field>['encoding']>,
): Pick<LayerSpec<Field>, 'layer' | 'encoding'> {
  // The legend's samples are its points: dashes around them only fray them.
  const legend = names.length > 1 ? { title: null, symbolSize: 120, symbolDash: [1, 0] } : null;
  const field = { field: 'name', type: 'nominal', sort: [...names], legend } as const;
  const domain = [...names];
  const color = { ...field, scale: { domain, range: colours } };
  const strokeDash = { ...field, scale: { domain, range: dashes } };
  const shape = { ...field, scale: { domain, range: shapes } };
  return {
    layer: [
      { mark: { type: 'line' }, encoding: { color, strokeDash } },
      {
        mark: { type: 'point', filled: true, opacity: 1, size: 45 },
        encoding: { color, shape },
        transform: [{ filter: 'datum.isMarked !== false' }],
      },
    ],
    encoding,
  };
}

/** Rows of bars drawn with characters, each with its number; as long as the number unless told. */
export function textBars(
  rows: readonly (readonly [name: string, value: number])[],
  lengths: readonly number[] = rows.map(([, value]) => value),
): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length), 0);
  const most = Math.max(...lengths, 0) || 1;
  return rows.map(([name, value], place) => {
    const length = Math.round(((lengths[place] ?? 0) / most) * barWidth);
    return `${name.padStart(width)}  ${'█'.repeat(length) || '▏'} ${plainNumber(value)}`;
  });
}

/** A large number or a count with its thousands apart, others with three digits that matter. */
export function plainNumber(value: number): string {
  const isLarge = Number.isFinite(value) && Math.abs(value) >= 1000;
  if (isLarge) return Math.round(value).toLocaleString('en');
  return Number.isInteger(value) ? String(value) : figures(value);
}

/** The names that are drawn, and a note that counts the others. */
export function take(
  names: readonly string[],
  most: number,
): { readonly drawn: readonly string[]; readonly notes: readonly string[] } {
  const more = names.length - most;
  return {
    drawn: names.slice(0, most),
    notes: more > 0 ? [`The text form holds ${more} more than are drawn.`] : [],
  };
}

/** The rows of a text form, those in the middle counted where they are many. */
export function foldText(lines: readonly string[]): readonly string[] {
  return foldLines(lines, (more) => `... ${more} more lines`);
}

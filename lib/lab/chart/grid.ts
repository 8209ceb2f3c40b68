/** A grid: a cell for each of many things that are numbered, in the colour of its kind. */

import { accent } from '../base/html.ts';
import { Chart, type ChartOptions } from './chart.ts';
import { foldText } from './chart-parts.ts';

/** The labels of a grid, and where it begins. */
export interface GridOptions extends ChartOptions {
  /** All kinds, in the order of the legend; those that occur, as they come, unless told. */
  readonly kinds?: readonly string[];
  /** The number of the first cell; 0 unless told. */
  readonly first?: number;
  /** The cells of a row; 50 unless told. */
  readonly columns?: number;
}

/** Cells beside each other of one kind. */
interface Run {
  readonly kind: string;
  readonly from: number;
  to: number;
}

const colours = [
  ...[accent.grey, accent.green, accent.orange, accent.red, accent.purple, accent.blue],
];
/** A reader cannot tell more colours apart. */
const maxKinds = colours.length;
/** The height of a row, and the width of a whole one, in pixels. */
const rowHeight = 14;
const gridWidth = 500;

/**
 * Shows what kind each of many numbered things is: a cell each, row after row.
 *
 * @example
 * plot.grid(['closed', 'open', 'closed'], { title: 'Ports', x: 'port', y: 'from', first: 79 });
 */
export function grid(
  cells: readonly string[],
  { title, x, y, first = 0, columns = 50, kinds = [...new Set(cells)] }: GridOptions,
): Chart {
  const unknown = cells.find((kind) => !kinds.includes(kind));
  if (unknown !== undefined) throw new RangeError(`Cannot draw ${unknown}: no kind of this grid`);
  if (kinds.length > maxKinds) throw new RangeError(`A grid has at most ${maxKinds} kinds`);
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) => row * columns);
  const values = rows.flatMap((start) =>
    runsOf(cells.slice(start, start + columns)).map(({ kind, from, to }) => ({
      ...{ kind, from, to: to + 1, row: start + first },
    })),
  );
  const lines = runsOf(cells).map(({ kind, from, to }) => {
    const [low, high] = [from + first, to + first];
    return low === high ? `${low}: ${kind}` : `${low} to ${high}: ${kind}`;
  });
  const counts = kinds.map((kind) => `${kind} ${cells.filter((cell) => cell === kind).length}`);
  return new Chart(
    {
      data: { values },
      width: gridWidth,
      height: rows.length * rowHeight,
      mark: { type: 'rect', stroke: 'currentColor', strokeOpacity: 0.25, strokeWidth: 0.5 },
      encoding: {
        x: {
          field: 'from',
          type: 'quantitative',
          title: x,
          scale: { domain: [0, columns], nice: false },
          axis: { grid: false, orient: 'bottom' },
        },
        x2: { field: 'to' },
        y: { field: 'row', type: 'ordinal', sort: null, title: y },
        color: {
          field: 'kind',
          type: 'nominal',
          scale: { domain: [...kinds], range: colours.slice(0, kinds.length) },
          legend: { title: null, symbolType: 'square', symbolSize: 120 },
        },
      },
    },
    { title, text: [counts.join(', '), ...foldText(lines)].join('\n') },
  );
}

function runsOf(cells: readonly string[]): readonly Run[] {
  const runs: Run[] = [];
  for (const [place, kind] of cells.entries()) {
    const last = runs.at(-1);
    if (last?.kind === kind) last.to = place;
    else runs.push({ kind, from: place, to: place });
  }
  return runs;
}

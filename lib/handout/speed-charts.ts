/** The table and the charts of an area of a report. */

import { median } from 'd3-array';
import type { TopLevelSpec } from 'vega-lite';
import { accent } from '../lab/base/html.ts';
import { Chart } from '../lab/chart/chart.ts';
import { linesByName } from '../lab/chart/chart-parts.ts';
import { figures } from '../lab/chart/statistics.ts';
import { type Column, Table } from '../lab/draw/table.ts';
import {
  type AreaReport,
  type CurveReport,
  type Row,
  spellExponent,
  spellRatio,
} from './speed-report.ts';

const colours = [accent.blue, accent.orange, accent.green, accent.purple, accent.red];
/** Ticks of the axis of ratios. */
const ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];
const shapes = ['circle', 'square', 'diamond', 'triangle-up', 'cross'];

/** Explains the tables to their readers. */
export const howToRead = `A figure is the median, the better the lower (↓) or the higher (↑) it is; ± is half the way
from the lowest to the highest. Behind a peer's figure stands how many times as good ours is: 1× is
as good, more is better.`;

/** The figures of an area, a column for each contestant that has one. */
export function figuresTable({ title, contestants, rows }: AreaReport): Table<Row> {
  const columns: Column<Row>[] = contestants
    .filter(({ name }) =>
      rows.some(({ results }) => results.some((each) => each.contestant === name)),
    )
    .map(({ name }) => ({ title: name, value: (row) => spellResult(row, name), wraps: true }));
  return new Table(rows, {
    caption: title,
    columns: [
      { title: 'measured', value: ({ name }) => name },
      {
        title: 'unit',
        value: ({ unit, better }) => `${unit} ${better === 'lower' ? '↓' : '↑'}`,
      },
      ...columns,
    ],
  });
}

function spellResult({ results }: Row, name: string): string | undefined {
  const result = results.find(({ contestant }) => contestant === name);
  if (result === undefined) return undefined;
  const { median, lowest, highest, ratio } = result;
  const spread = Math.round(((highest - lowest) / 2 / median) * 100);
  const figure = `${figures(median)} ±${spread}%`;
  return result === results[0] ? figure : `${figure.padEnd(11)} ${spellRatio(ratio)}`;
}

/** The ratios of ours to each competitor; undefined where there is none. */
export function ratioChart({ title, rows }: AreaReport): Chart | undefined {
  const values = rows.flatMap(({ name, results }) =>
    results.slice(1).map(({ contestant, ratio }) => ({ name, competitor: contestant, ratio })),
  );
  if (values.length === 0) return undefined;
  const competitors = [...new Set(values.map(({ competitor }) => competitor))];
  const field = { field: 'competitor', type: 'nominal', sort: null } as const;
  const legend = { title: 'against', symbolSize: 120 };
  const spec: TopLevelSpec = {
    width: 420,
    height: { step: 22 },
    layer: [
      {
        data: { values: [{ even: 1 }] },
        mark: { type: 'rule', color: 'currentColor', strokeDash: [4, 3] },
        encoding: { x: { field: 'even', type: 'quantitative' } },
      },
      {
        data: { values },
        mark: { type: 'point', filled: true, opacity: 1, size: 80 },
        encoding: {
          x: {
            ...{ field: 'ratio', type: 'quantitative', scale: { type: 'log' } },
            title: 'how many times as good as the peer (right of the dashed line: better)',
            axis: { format: '~g', grid: false, values: [...ticks] },
          },
          y: { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: 200 } },
          color: { ...field, legend, scale: { domain: competitors, range: colours } },
          shape: { ...field, scale: { domain: competitors, range: shapes } },
        },
      },
    ],
  };
  const text = values.map(
    ({ name, competitor, ratio }) => `${name}: ${spellRatio(ratio)} as good as ${competitor}`,
  );
  return new Chart(spec, { title: `${title}: ours beside others`, text: text.join('\n') });
}

/** The growth of a cost, on logarithmic axes, where a power is a straight line. */
export function growthChart({ title, of, unit, results }: CurveReport): Chart {
  const values = results.flatMap(({ contestant: name, points }) =>
    [...new Set(points.map(({ size }) => size))].map((size) => ({
      name,
      x: size,
      y: median(points.filter((point) => point.size === size).map(({ cost }) => cost)),
    })),
  );
  const log = { type: 'log' } as const;
  const axis = { format: ',~g', grid: false, tickCount: 4 };
  const spec: TopLevelSpec = {
    data: { values },
    width: 420,
    height: 240,
    ...linesByName(
      results.map(({ contestant }) => contestant),
      {
        x: { field: 'x', type: 'quantitative', title: of, scale: log, axis },
        y: { field: 'y', type: 'quantitative', title: unit, scale: log, axis },
      },
    ),
  };
  const text = results.map(({ contestant, points, growth }) => {
    const ends = [points[0], points.at(-1)].map(
      (point) => `${figures(point?.cost ?? 0)} ${unit} for ${point?.size}`,
    );
    return `${contestant}: ${ends.join(', ')} ${of}; exponent ${spellExponent(growth)}`;
  });
  return new Chart(spec, { title, text: text.join('\n') });
}

/** A report as drawings. */

import type { TopLevelSpec } from 'vega-lite';
import { Chart } from '../lab/chart.ts';
import { linesByName } from '../lab/chart-parts.ts';
import { accent } from '../lab/html.ts';
import { figures, median } from '../lab/statistics.ts';
import type { AreaReport, CurveReport } from './report.ts';
import { spellExponent, spellRatio } from './verdict.ts';

const colours = [accent.blue, accent.orange, accent.green, accent.purple, accent.red];
/** Where the axis of ratios counts. */
const ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];
const shapes = ['circle', 'square', 'diamond', 'triangle-up', 'cross'];

/** How many times as good ours is as each peer; undefined where there is no peer. */
export function ratioChart({ title, rows }: AreaReport): Chart | undefined {
  const values = rows.flatMap(({ name, results }) =>
    results.slice(1).map(({ contestant, ratio }) => ({ name, peer: contestant, ratio })),
  );
  if (values.length === 0) return undefined;
  const peers = [...new Set(values.map(({ peer }) => peer))];
  const field = { field: 'peer', type: 'nominal', sort: null } as const;
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
          color: { ...field, legend, scale: { domain: peers, range: colours } },
          shape: { ...field, scale: { domain: peers, range: shapes } },
        },
      },
    ],
  };
  const text = values.map(
    ({ name, peer, ratio }) => `${name}: ${spellRatio(ratio)} as good as ${peer}`,
  );
  return new Chart(spec, { title: `${title}: ours beside others`, text: text.join('\n') });
}

/** How a cost grows, on logarithmic axes, where a power is a straight line. */
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

/** All drawings of a report, by the ends of their files' names, such as `sockets.svg`. */
export async function drawings(areas: readonly AreaReport[]): Promise<ReadonlyMap<string, string>> {
  const charts = areas.flatMap((area) => [
    ...[ratioChart(area)].flatMap((chart) =>
      chart === undefined ? [] : [[`${area.name}.svg`, chart] as const],
    ),
    ...area.curves
      .filter(({ results }) => results.length > 0)
      .map((curve) => [`${curve.name}.svg`, growthChart(curve)] as const),
  ]);
  const drawn = charts.map(async ([name, chart]) => [name, onPaper(await chart.toSvg())] as const);
  return new Map(await Promise.all(drawn));
}

/** A file of its own has no page whose colours it could take. */
function onPaper(svg: string): string {
  return `${svg.replace(/style="/, 'style="color:#222;background:#fff;')}\n`;
}

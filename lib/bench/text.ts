/** A report as tables for the terminal. */

import { figures } from '../lab/statistics.ts';
import { type Column, Table } from '../lab/table.ts';
import type { Row } from './compare.ts';
import type { AreaReport, CurveReport, CurveResult, Report } from './report.ts';
import { isSteep, spellExponent, spellRatio } from './verdict.ts';

/** How the tables are to be read. */
export const howToRead = `A figure is the median, the better the lower (↓) or the higher (↑) it is; ± is half the way
from the lowest to the highest. Behind a peer's figure stands how many times as good ours is: 1× is
as good, more is better.`;

/** All that a run found. */
export function toText(report: Report): string {
  const { machine, complete, areas } = report;
  const parts = areas.flatMap((area) => [
    ...rowsTable(area),
    ...curvesTable(area),
    ...area.leftOut.map(({ what, why }) => `Left out: ${what}: ${why}`),
  ]);
  return [
    ...parts.flatMap((part) => [String(part), '']),
    howToRead,
    `${machine.processor}, ${machine.processors} processors, ${machine.memory} GiB, ${machine.system}, Node ${machine.node}, load ${machine.load}`,
    ...(complete ? [] : ['Interrupted: this is what was known by then']),
  ].join('\n');
}

/** The figures of an area; none where nothing was measured. */
export function rowsTable({ title, contestants, rows }: AreaReport): readonly Table<Row>[] {
  if (rows.length === 0) return [];
  const columns: Column<Row>[] = contestants
    .filter(({ name }) =>
      rows.some(({ results }) => results.some((each) => each.contestant === name)),
    )
    .map(({ name }) => ({ title: name, value: (row) => spellResult(row, name), wraps: true }));
  return [
    new Table(rows, {
      caption: title,
      columns: [
        { title: 'measured', value: ({ name }) => name },
        { title: 'unit', value: spellUnit },
        ...columns,
      ],
    }),
  ];
}

/** The unit, and what is better: a time is better the lower it is, a rate the higher. */
function spellUnit({ unit, better }: Row): string {
  return `${unit} ${better === 'lower' ? '↓' : '↑'}`;
}

function spellResult({ results }: Row, name: string): string | undefined {
  const result = results.find(({ contestant }) => contestant === name);
  if (result === undefined) return undefined;
  const { median, lowest, highest, ratio } = result;
  const spread = Math.round(((highest - lowest) / 2 / median) * 100);
  const figure = `${figures(median)} ±${spread}%`;
  return result === results[0] ? figure : `${figure.padEnd(11)} ${spellRatio(ratio)}`;
}

function curvesTable({ curves }: AreaReport): readonly Table<[CurveReport, CurveResult]>[] {
  const results = curves.flatMap((curve) =>
    curve.results.map((result): [CurveReport, CurveResult] => [curve, result]),
  );
  if (results.length === 0) return [];
  return [
    new Table(results, {
      caption: 'How the cost grows: an exponent of 1 is a straight line',
      columns: [
        { title: 'growth', value: ([{ name }]) => name },
        { title: 'of', value: ([, { contestant }]) => contestant },
        { title: 'exponent (99 %)', value: ([, { growth }]) => spellExponent(growth) },
        { title: 'at the end', value: ([, { growth }]) => growth.tail.toFixed(2) },
        { title: 'cost', value: ([curve, { points }]) => spellEnds(curve, points) },
        {
          title: '',
          value: ([, { growth }]) => (isSteep(growth) ? 'steeper than a straight line' : ''),
        },
      ],
    }),
  ];
}

function spellEnds({ of, unit }: CurveReport, points: CurveResult['points']): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return '';
  return `${figures(first.cost)} ${unit} for ${first.size}, ${figures(last.cost)} for ${last.size} ${of}`;
}

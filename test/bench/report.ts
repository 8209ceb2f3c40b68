/** Reports of runs: as text, as JSON, and compared with each other. */

import { mean, min, sum, variance } from 'd3-array';
import { WirebookError } from '../../lib/base/error.ts';
import { figuresTable, howToRead } from '../../lib/handout/speed-charts.ts';
import {
  type AreaReport,
  type CurvePoint,
  type CurveReport,
  type CurveResult,
  type Estimate,
  type Growth,
  isSteep,
  type Report,
  type Row,
  spellExponent,
} from '../../lib/handout/speed-report.ts';
import { figures } from '../../lib/lab/chart/statistics.ts';
import { Table } from '../../lib/lab/draw/table.ts';

/** A report as tables for the terminal. */
export function reportText({ machine, complete, areas }: Report): string {
  const parts = areas.flatMap((area) => [
    ...(area.rows.length === 0 ? [] : [figuresTable(area)]),
    ...growthTable(area),
    ...area.leftOut.map(({ what, why }) => `Left out: ${what}: ${why}`),
  ]);
  return [
    ...parts.flatMap((part) => [String(part), '']),
    howToRead,
    `${machine.processor}, ${machine.processors} processors, ${machine.memory} GiB, ${machine.system}, Node ${machine.node}, load ${machine.load}`,
    ...(complete ? [] : ['Interrupted: this is what was known by then']),
  ].join('\n');
}

function growthTable({ curves }: AreaReport): readonly Table<[CurveReport, CurveResult]>[] {
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

/** The JSON of a report, with five digits of each figure: more mean nothing. */
export function formatReport(report: Report): string {
  const short = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
  const text = JSON.stringify(report, short, 1);
  // A list of numbers is one line, so that a report can be read.
  return `${text.replaceAll(/\[[\s\d.,e+-]+\]/g, (list) => list.replaceAll(/\s+/g, ' '))}\n`;
}

/** A smaller change does not count, however sure it is. */
const indifference = 0.05;

/** One measurement, then and now. */
export interface Comparison {
  readonly area: string;
  readonly name: string;
  /** The competitor that both runs measured, or `itself`. */
  readonly against: string;
  readonly verdict: 'better' | 'worse' | 'within the noise' | 'cannot be told';
  /** Ours now is so many times as good as it was. */
  readonly change?: number;
  /** The change with its interval, or the reason why it cannot be told. */
  readonly text: string;
}

/**
 * Compares all measurements and all growths that both runs have: which changed by more than noise.
 *
 * The machine's own speed cancels out where a competitor was measured in turns with ours: compared
 * is, round by round, the logarithm of how many times as good ours is as the first competitor that
 * both runs have. Without such a competitor ours alone is compared, and only if both runs were made
 * on the same machine. A measurement has changed if Welch's t interval of 99 % for the difference of
 * the means leaves out zero, and the difference is larger than 5 %, below which runs of the same
 * code differ too. It takes at least two rounds in each run.
 *
 * Growth is compared by the exponents of ours alone, which depend little on the machine. It has
 * changed if their difference is larger than both intervals of 99 % together allow, by the root of
 * the sum of their squares, and than 0.05.
 *
 * @throws {WirebookError} where one run was quick and the other was not
 */
export function compareReports(before: Report, after: Report): readonly Comparison[] {
  if (before.scale !== after.scale) {
    throw new WirebookError(`A ${before.scale} run and a ${after.scale} one cannot be compared`);
  }
  const [a, b] = [before.machine, after.machine];
  const isSameMachine =
    a.processor === b.processor && a.processors === b.processors && a.node === b.node;
  return after.areas.flatMap(({ name: area, rows, curves }) => {
    const earlier = before.areas.find(({ name }) => name === area);
    return [
      ...inBoth(earlier?.rows, rows).map(([then, now]) => ({
        ...{ area, name: now.name },
        ...compareRows(then, now, { isSameMachine }),
      })),
      ...inBoth(earlier?.curves, curves).map(([then, now]) => ({
        ...{ area, name: `${now.name}, growth`, against: 'itself' },
        ...compareCurves(then, now),
      })),
    ];
  });
}

/** The comparison as a table for the terminal. */
export function comparisonTable(comparisons: readonly Comparison[]): Table<Comparison> {
  const changed = comparisons.filter(({ verdict }) => verdict === 'better' || verdict === 'worse');
  const same = comparisons.filter(({ verdict }) => verdict === 'within the noise').length;
  const unknown = comparisons.filter(({ verdict }) => verdict === 'cannot be told');
  return new Table(changed, {
    caption: 'Changes since the earlier report',
    empty: 'Nothing changed beyond the noise.',
    columns: [
      { title: 'area', value: ({ area }) => area },
      { title: 'measured', value: ({ name }) => name },
      { title: 'against', value: ({ against }) => against },
      { title: 'verdict', value: ({ verdict }) => verdict },
      { title: 'as good as before', value: ({ text }) => text },
    ],
    notes: [
      `${same} within the noise: less than ${indifference * 100} %, or an interval of 99 % that holds 1.`,
      ...unknown.map(({ area, name, text }) => `${area} ${name} cannot be told: ${text}.`),
    ],
  });
}

/** The pairs of entries that have the same name in both lists. */
function inBoth<T extends { readonly name: string }>(
  then: readonly T[] = [],
  now: readonly T[],
): readonly (readonly [then: T, now: T])[] {
  return now.flatMap((each) => {
    const earlier = then.find(({ name }) => name === each.name);
    return earlier === undefined ? [] : [[earlier, each] as const];
  });
}

function compareRows(
  then: Row,
  now: Row,
  { isSameMachine }: { readonly isSameMachine: boolean },
): Omit<Comparison, 'area' | 'name'> {
  const earlier = then.results.map(({ contestant }) => contestant);
  const competitor = now.results.slice(1).find((each) => earlier.includes(each.contestant));
  const against = competitor?.contestant ?? 'itself';
  const unknown = { against, verdict: 'cannot be told' } as const;
  if (competitor === undefined && !isSameMachine) {
    return { ...unknown, text: 'no competitor in both runs, and the machines differ' };
  }
  const [old, fresh] = [goodness(then, against), goodness(now, against)];
  if (old.length < 2 || fresh.length < 2) return { ...unknown, text: 'too few rounds' };
  const { value, low, high } = difference(old, fresh);
  const isSure = (low > 0 || high < 0) && Math.abs(value) > Math.log(1 + indifference);
  const verdict = isSure ? (value > 0 ? 'better' : 'worse') : 'within the noise';
  const [change = '', from, to] = [value, low, high].map((each) => Math.exp(each).toFixed(2));
  return { against, verdict, change: Math.exp(value), text: `${change}× (${from} to ${to})` };
}

/** By round, the logarithm of how good ours is, against the competitor where there is one. */
function goodness({ better, results }: Row, against: string): readonly number[] {
  const sign = better === 'higher' ? 1 : -1;
  const theirs = results.find(({ contestant }) => contestant === against)?.values;
  return (results[0]?.values ?? []).flatMap((value, round) => {
    const other = against === 'itself' ? 1 : theirs?.[round];
    // A figure of 0 is less than could be counted: nothing follows from it.
    return other === undefined || value <= 0 || other <= 0 ? [] : sign * Math.log(value / other);
  });
}

function compareCurves(then: CurveReport, now: CurveReport): Pick<Comparison, 'verdict' | 'text'> {
  const [old, fresh] = [then, now].map(({ results }) => results[0]?.growth.exponent);
  if (old === undefined || fresh === undefined) {
    return { verdict: 'cannot be told', text: 'ours has no curve' };
  }
  const bound = Math.hypot(fresh.high - fresh.value, old.high - old.value);
  // JSON has null for an interval without end.
  if (!Number.isFinite(bound) || old.high === null || fresh.high === null) {
    return { verdict: 'cannot be told', text: 'too few sizes' };
  }
  const change = fresh.value - old.value;
  const isSure = Math.abs(change) > Math.max(bound, indifference);
  const verdict = isSure ? (change < 0 ? 'better' : 'worse') : 'within the noise';
  return { verdict, text: `exponent ${old.value.toFixed(2)}, now ${fresh.value.toFixed(2)}` };
}

/**
 * Bounds of Student's t that hold 99 % of all samples, two-sided, by degrees of freedom from 1 to
 * 30. More degrees take the last bound, which is on the safe side.
 */
const studentT: readonly number[] = [
  63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169, 3.106, 3.055, 3.012, 2.977,
  2.947, 2.921, 2.898, 2.878, 2.861, 2.845, 2.831, 2.819, 2.807, 2.797, 2.787, 2.779, 2.771, 2.763,
  2.756, 2.75,
];

/**
 * The difference of the mean of `after` from that of `before`, with Welch's t interval, which
 * supposes neither equal spreads nor equal numbers.
 */
export function difference(before: readonly number[], after: readonly number[]): Estimate {
  // Squared standard errors of the means.
  const [a = 0, b = 0] = [before, after].map((values) => (variance(values) ?? 0) / values.length);
  const freedom =
    a + b === 0
      ? before.length + after.length - 2
      : (a + b) ** 2 / (a ** 2 / (before.length - 1) + b ** 2 / (after.length - 1));
  return around((mean(after) ?? 0) - (mean(before) ?? 0), boundOf(freedom) * Math.sqrt(a + b));
}

/** Fits a power by least squares on the logarithms of sizes and costs. */
export function fitGrowth(points: readonly CurvePoint[]): Growth {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const x = mean(logs, (point) => point.x) ?? 0;
  const y = mean(logs, (point) => point.y) ?? 0;
  const spread = sum(logs, (point) => (point.x - x) ** 2);
  const slope = sum(logs, (point) => (point.x - x) * (point.y - y)) / spread;
  const rest = sum(logs, (point) => (point.y - y - slope * (point.x - x)) ** 2);
  const freedom = points.length - 2;
  const margin =
    freedom > 0 ? boundOf(freedom) * Math.sqrt(rest / freedom / spread) : Number.POSITIVE_INFINITY;
  const [largest = 0, before = 0] = [...new Set(points.map(({ size }) => size))].sort(
    (a, b) => b - a,
  );
  // The lowest costs: other work of the machine only adds to them.
  const costAt = (size: number) =>
    min(points, (point) => (point.size === size ? point.cost : undefined)) ?? Number.NaN;
  return {
    factor: Math.exp(y - slope * x),
    exponent: around(slope, margin),
    tail: Math.log(costAt(largest) / costAt(before)) / Math.log(largest / before),
  };
}

/** The bound for that many degrees of freedom, rounded down. */
function boundOf(freedom: number): number {
  const whole = Math.min(studentT.length, Math.floor(freedom));
  return studentT[whole - 1] ?? Number.POSITIVE_INFINITY;
}

function around(value: number, margin: number): Estimate {
  return { value, low: value - margin, high: value + margin };
}

/** Charts of measurements: histograms, percentiles, strips, series, bars, grids. */

import { max, min } from 'd3-array';
import { accent } from '../base/html.ts';
import { Chart, type ChartOptions } from './chart.ts';
import {
  foldText,
  header,
  linesByName,
  maxPoints,
  plainNumber,
  roundStep,
  type SeriesPoint,
  take,
  textBars,
  thin,
} from './chart-parts.ts';
import { grid } from './grid.ts';
import { Measurement } from './measure.ts';
import { ascending, figures, percentile } from './statistics.ts';

/** Samples of one thing, or of several by their names. */
export type Samples = Measurement | readonly number[];
export type NamedSamples = Readonly<Record<string, Samples>>;

/** The labels of a chart that has its vertical axis already. */
export type HorizontalOptions = Omit<ChartOptions, 'y'>;

/** The labels of bars, and the scale of their axis. */
export interface BarOptions extends ChartOptions {
  /** Linear unless told. */
  readonly scale?: 'log';
}

const plotWidth = 440;
const plotHeight = 220;
/** The room that Vega gives a letter of a name, in pixels. */
const letterWidth = 8.8;
/** Names that are wider take of the bars' width, in pixels. */
const usualNameWidth = 180;
/** A name is cut beyond this width, in pixels: about 34 letters. */
const maxNameWidth = 300;
/** The most classes of a histogram. */
const maxClasses = 30;
/** The number of points of a line that carry the mark which tells it from others. */
const maxMarks = 20;

/** A reader cannot tell more lines, or more histograms, apart. */
const maxNames = 5;
/** The most bars that a reader follows. */
const maxBars = 40;

/** The most strips that a reader compares. */
const maxStrips = 12;
/** The most strokes of all strips together. */
const maxStrokes = 300;
/** The marks of a strip. */
const stripMarks = [
  { mark: 'p50', share: 50, color: accent.blue, shape: 'circle' },
  { mark: 'p90', share: 90, color: accent.orange, shape: 'square' },
  { mark: 'slowest', share: 100, color: accent.red, shape: 'diamond' },
] as const;

/** Makes charts. Each shows itself as a drawing in a notebook and as text elsewhere. */
export const plot = { histogram, percentiles, strips, series, bars, grid };

/**
 * Counts how often each duration, or other quantity, occurred: a histogram for each name, one below the
 * other on the same axis.
 *
 * @example
 * plot.histogram({ 'with Nagle': on, 'without': off }, { title: 'Round trips', x: 'time (ms)' });
 */
function histogram(samples: NamedSamples | Samples, { title, x }: HorizontalOptions): Chart {
  const named = naming(samples);
  const all = Object.values(named).flat();
  const [lowest, highest] = [min(all) ?? 0, max(all) ?? 0];
  const step = roundStep((highest - lowest || 1) / maxClasses);
  const low = Math.floor(lowest / step) * step;
  const count = Math.floor((highest - low) / step) + 1;
  const { drawn, notes } = take(Object.keys(named), maxNames);
  const classes = Object.entries(named).flatMap(([name, values]) => {
    const counts = new Array<number>(count).fill(0);
    for (const value of values) {
      const place = Math.min(count - 1, Math.floor((value - low) / step));
      counts[place] = (counts[place] ?? 0) + 1;
    }
    return counts.map((count, i) => ({
      name,
      from: low + i * step,
      to: low + (i + 1) * step,
      count,
    }));
  });
  const text = Object.keys(named).flatMap((name) => {
    const own = classes.filter((each) => each.name === name && each.count > 0);
    const rows = own.map(
      ({ from, to, count }) => [`${figures(from)} to ${figures(to)}`, count] as const,
    );
    return [...(name ? [name] : []), ...textBars(rows), ''];
  });
  const layers = {
    mark: { type: 'bar', color: accent.blue },
    encoding: {
      x: {
        field: 'from',
        type: 'quantitative',
        bin: { binned: true },
        title: x,
        axis: { grid: false, tickCount: 10 },
      },
      x2: { field: 'to' },
      y: { field: 'count', type: 'quantitative', title: 'how often' },
    },
  } as const;
  const values = classes.filter(({ name, count }) => count > 0 && drawn.includes(name));
  const several = drawn.length > 1;
  return new Chart(
    several
      ? {
          data: { values },
          facet: { row: { field: 'name', title: null, sort: [...drawn], header } },
          spec: { ...layers, width: plotWidth, height: plotHeight / 2 },
        }
      : { ...layers, data: { values }, width: plotWidth, height: plotHeight },
    { title, text: [`horizontal: ${x}`, ...foldText(text)].join('\n').trimEnd(), notes },
  );
}

/**
 * The percentiles of durations, from the median into the slowest runs, where servers differ most.
 *
 * @example
 * plot.percentiles({ blocking, epoll }, { title: 'Latency under load', y: 'latency (ms)' });
 */
function percentiles(
  samples: NamedSamples | Samples,
  { title, y }: Omit<ChartOptions, 'x'>,
): Chart {
  const named = naming(samples);
  const { drawn, notes } = take(Object.keys(named), maxNames);
  const shares = [0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99];
  const points = Object.entries(named).flatMap(([name, values]) => {
    const sorted = ascending(values);
    return shares
      .filter((share) => sorted.length * (1 - share / 100) >= 0.5)
      .map((share) => ({ name, share: `p${share}`, y: percentile(sorted, share) }));
  });
  const lines = Object.keys(named).map((name) => {
    const own = points.filter((point) => point.name === name && point.share !== 'p25');
    return `${name ? `${name}: ` : ''}${own.map(({ share, y: value }) => `${share} ${figures(value)}`).join(', ')}`;
  });
  return new Chart(
    {
      data: { values: points.filter(({ name }) => drawn.includes(name)) },
      width: plotWidth,
      height: plotHeight,
      ...linesByName(drawn, {
        x: {
          field: 'share',
          type: 'ordinal',
          sort: shares.map((share) => `p${share}`),
          title: 'percentile: share of runs that took at most this long',
          axis: { labelAngle: 0 },
        },
        y: { field: 'y', type: 'quantitative', title: y },
      }),
    },
    { title, text: [`${y} by percentile`, ...foldText(lines)].join('\n'), notes },
  );
}

/**
 * A row for each name with a stroke for each duration, and marks at the median, at p90 and at the
 * slowest: many servers beside each other.
 *
 * @example
 * plot.strips({ sequential, pool }, { title: 'Under load', x: 'latency (ms)', y: 'server' });
 */
function strips(samples: NamedSamples, { title, x, y }: ChartOptions): Chart {
  const named = Object.entries(naming(samples)).map(
    ([name, values]) => [name, ascending(values)] as const,
  );
  const { drawn, notes } = take(
    named.map(([name]) => name),
    maxStrips,
  );
  const rows = named.slice(0, drawn.length);
  const strokes = rows.flatMap(([name, values]) =>
    thin(
      [...values].map((value) => ({ x: value, y: value })),
      maxStrokes / rows.length,
    ).map((point) => ({ name, value: point.x })),
  );
  const marks = rows.flatMap(([name, values]) =>
    values.length === 0
      ? []
      : stripMarks.map(({ mark, share }) => ({ name, mark, value: percentile(values, share) })),
  );
  const text = named.map(([name, values]) => {
    const own = stripMarks.map(
      ({ mark, share }) => `${mark} ${figures(percentile(values, share))}`,
    );
    return `${name}: ${values.length === 0 ? 'no samples' : own.join(', ')}`;
  });
  const position = {
    y: { field: 'name', type: 'nominal', sort: [...drawn], title: y },
    x: { field: 'value', type: 'quantitative', title: x },
  } as const;
  const domain = stripMarks.map(({ mark }) => mark);
  const legend = { title: null, symbolSize: 120 } as const;
  const field = { field: 'mark', type: 'nominal', sort: domain, legend } as const;
  return new Chart(
    {
      width: plotWidth,
      height: { step: 30 },
      layer: [
        {
          data: { values: strokes },
          mark: { type: 'tick', color: 'currentColor', opacity: 0.4, size: 18 },
          encoding: position,
        },
        {
          data: { values: marks },
          mark: { type: 'point', filled: true, opacity: 1, size: 90 },
          encoding: {
            ...position,
            color: { ...field, scale: { domain, range: stripMarks.map(({ color }) => color) } },
            shape: { ...field, scale: { domain, range: stripMarks.map(({ shape }) => shape) } },
          },
        },
      ],
    },
    { title, text: [`${y}: ${x}`, ...foldText(text)].join('\n'), notes },
  );
}

/**
 * Shows quantities over another one, such as time: a line for each name.
 *
 * @example
 * plot.series({ window: points }, { title: 'Slow start', x: 'time (ms)', y: 'window (segments)' });
 */
function series(
  data: Readonly<Record<string, readonly SeriesPoint[]>>,
  { title, x, y }: ChartOptions,
): Chart {
  const { drawn, notes } = take(Object.keys(data), maxNames);
  const points = drawn.flatMap((name) => {
    const kept = thin(data[name] ?? [], maxPoints / drawn.length);
    const every = Math.ceil(kept.length / maxMarks);
    return kept.map((point, place) => ({ name, ...point, isMarked: place % every === 0 }));
  });
  const lines = Object.entries(data).map(([name, values]) => {
    const heights = values.map((point) => point.y);
    const [first, last] = [values[0], values.at(-1)];
    if (!first || !last) return `${name}: no points`;
    return `${name}: ${values.length} points from (${figures(first.x)}, ${figures(first.y)}) to (${figures(last.x)}, ${figures(last.y)}), lowest ${figures(min(heights) ?? 0)}, highest ${figures(max(heights) ?? 0)}`;
  });
  return new Chart(
    {
      data: { values: points },
      width: plotWidth,
      height: plotHeight,
      ...linesByName(drawn, {
        x: {
          field: 'x',
          type: 'quantitative',
          title: x,
          scale: { zero: false },
          axis: { tickCount: 10 },
        },
        y: { field: 'y', type: 'quantitative', title: y },
      }),
    },
    { title, text: [`horizontal: ${x}; vertical: ${y}`, ...foldText(lines)].join('\n'), notes },
  );
}

/**
 * One quantity of several things, beside each other.
 *
 * @param options `scale: 'log'` makes each step of the axis ten times the one before, for positive
 *   quantities that differ by powers of ten; their bars begin at a power of ten
 * @example
 * plot.bars({ blocking: 812, epoll: 9120 }, { title: 'Throughput', x: 'requests a second', y: 'server' });
 */
function bars(data: Readonly<Record<string, number>>, options: BarOptions): Chart {
  const { title, x, y, scale } = options;
  const rows = Object.entries(data);
  const power = (value: number) => Math.log10(value);
  const least = Math.floor(power(min(rows, ([, value]) => value) ?? 1));
  const most = Math.ceil(power(max(rows, ([, value]) => value) ?? 10));
  const isLog = scale === 'log';
  if (isLog && !Number.isFinite(least)) {
    throw new RangeError('Cannot draw bars on a logarithmic scale: each value must be above 0');
  }
  const lengths = isLog ? rows.map(([, value]) => power(value) - least) : undefined;
  const domain = [10 ** least, 10 ** Math.max(most, least + 1)];
  const { drawn, notes } = take(Object.keys(data), maxBars);
  const values = rows
    .slice(0, drawn.length)
    .map(([name, value]) => ({ name, value, label: plainNumber(value) }));
  const longest = max(drawn, (name) => name.length) ?? 0;
  const nameWidth = Math.min(maxNameWidth, longest * letterWidth);
  const position = {
    y: {
      field: 'name',
      type: 'nominal',
      sort: null,
      title: y,
      axis: { labelLimit: maxNameWidth },
    },
    x: {
      field: 'value',
      type: 'quantitative',
      title: x,
      ...(isLog && {
        scale: { type: 'log' as const, domain },
        axis: { values: powersOfTen(least, most), format: '~r' },
      }),
    },
  } as const;
  const bar = isLog ? { ...position, x2: { datum: domain[0] } } : position;
  return new Chart(
    {
      data: { values },
      width: plotWidth - Math.max(0, nameWidth - usualNameWidth),
      height: { step: 30 },
      layer: [
        { mark: { type: 'bar', color: accent.blue }, encoding: bar },
        {
          mark: { type: 'text', align: 'left', dx: 4, color: 'currentColor' },
          encoding: {
            ...position,
            text: { field: 'label', type: 'nominal' },
          },
        },
      ],
    },
    { title, text: [`${y}: ${x}`, ...foldText(textBars(rows, lengths))].join('\n'), notes },
  );
}

function powersOfTen(least: number, most: number): number[] {
  return Array.from({ length: most - least + 1 }, (_, place) => 10 ** (least + place));
}

function naming(samples: NamedSamples | Samples): Readonly<Record<string, readonly number[]>> {
  if (samples instanceof Measurement) return { '': samples.samples };
  if (Array.isArray(samples)) return { '': samples };
  return Object.fromEntries(
    Object.entries(samples as NamedSamples).map(([name, each]) => [
      name,
      each instanceof Measurement ? each.samples : each,
    ]),
  );
}

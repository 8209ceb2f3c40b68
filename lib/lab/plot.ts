/** Charts of measurements: histograms, percentiles, series, bars. */

import { Chart, type ChartOptions } from './chart.ts';
import { header, linesByName, roundStep, type SeriesPoint, textBars, thin } from './chart-parts.ts';
import { accent } from './html.ts';
import { Measurement } from './measure.ts';
import { ascending, figures, percentile } from './statistics.ts';

/** Samples of one thing, or of several by their names. */
export type Samples = Measurement | readonly number[];
export type NamedSamples = Readonly<Record<string, Samples>>;

/** The labels of a chart whose vertical axis is known already. */
export type HorizontalOptions = Omit<ChartOptions, 'y'>;

const WIDTH = 560;
const HEIGHT = 220;
/** How many classes a histogram has, at most. */
const CLASSES = 30;
/** How many points of a line carry the mark that tells it from others. */
const MARKS = 20;

/** Makes charts. Each shows itself as a drawing in a notebook and as text elsewhere. */
export const plot = { histogram, percentiles, series, bars };

/**
 * How often each duration, or other quantity, occurred: a histogram for each name, one below the
 * other on the same axis.
 *
 * @example
 * plot.histogram({ 'with Nagle': on, 'without': off }, { title: 'Round trips', x: 'time (ms)' });
 */
function histogram(samples: NamedSamples | Samples, { title, x }: HorizontalOptions): Chart {
  const named = naming(samples);
  const all = Object.values(named).flat();
  const lowest = all.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const highest = all.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const step = roundStep((highest - lowest || 1) / CLASSES);
  const low = Math.floor(lowest / step) * step;
  const count = Math.floor((highest - low) / step) + 1;
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
      x: { field: 'from', type: 'quantitative', bin: { binned: true, step }, title: x },
      x2: { field: 'to' },
      y: { field: 'count', type: 'quantitative', title: 'how often' },
    },
  } as const;
  const several = Object.keys(named).length > 1;
  return new Chart(
    several
      ? {
          data: { values: classes },
          facet: { row: { field: 'name', title: null, sort: Object.keys(named), header } },
          spec: { ...layers, width: WIDTH, height: HEIGHT / 2 },
        }
      : { ...layers, data: { values: classes }, width: WIDTH, height: HEIGHT },
    { title, text: [`horizontal: ${x}`, ...text].join('\n').trimEnd() },
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
      data: { values: points },
      width: WIDTH,
      height: HEIGHT,
      ...linesByName(Object.keys(named), {
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
    { title, text: [`${y} by percentile`, ...lines].join('\n') },
  );
}

/**
 * How quantities go with another one, such as time: a line for each name.
 *
 * @example
 * plot.series({ window: points }, { title: 'Slow start', x: 'time (ms)', y: 'window (segments)' });
 */
function series(
  data: Readonly<Record<string, readonly SeriesPoint[]>>,
  { title, x, y }: ChartOptions,
): Chart {
  const points = Object.entries(data).flatMap(([name, values]) => {
    const drawn = thin(values);
    const every = Math.ceil(drawn.length / MARKS);
    return drawn.map((point, place) => ({ name, ...point, isMarked: place % every === 0 }));
  });
  const lines = Object.entries(data).map(([name, values]) => {
    const heights = values.map((point) => point.y);
    const [first, last] = [values[0], values.at(-1)];
    if (!first || !last) return `${name}: no points`;
    return `${name}: ${values.length} points from (${figures(first.x)}, ${figures(first.y)}) to (${figures(last.x)}, ${figures(last.y)}), lowest ${figures(Math.min(...heights))}, highest ${figures(Math.max(...heights))}`;
  });
  return new Chart(
    {
      data: { values: points },
      width: WIDTH,
      height: HEIGHT,
      ...linesByName(Object.keys(data), {
        x: { field: 'x', type: 'quantitative', title: x, scale: { zero: false } },
        y: { field: 'y', type: 'quantitative', title: y },
      }),
    },
    { title, text: [`horizontal: ${x}; vertical: ${y}`, ...lines].join('\n') },
  );
}

/**
 * One quantity of several things, beside each other.
 *
 * @example
 * plot.bars({ blocking: 812, epoll: 9120 }, { title: 'Throughput', x: 'requests a second', y: 'server' });
 */
function bars(data: Readonly<Record<string, number>>, { title, x, y }: ChartOptions): Chart {
  const values = Object.entries(data).map(([name, value]) => ({ name, value }));
  const position = {
    y: { field: 'name', type: 'nominal', sort: null, title: y },
    x: { field: 'value', type: 'quantitative', title: x },
  } as const;
  return new Chart(
    {
      data: { values },
      width: WIDTH,
      height: { step: 30 },
      layer: [
        { mark: { type: 'bar', color: accent.blue }, encoding: position },
        {
          mark: { type: 'text', align: 'left', dx: 4, color: 'currentColor' },
          encoding: {
            ...position,
            text: { field: 'value', type: 'quantitative', format: ',.3~r' },
          },
        },
      ],
    },
    { title, text: [`${y}: ${x}`, ...textBars(Object.entries(data))].join('\n') },
  );
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

/** Measures how long something takes, often enough to say something about it. */

import { mean } from 'd3-array';
import { Table } from '../draw/table.ts';
import { ascending, figures, percentile } from './statistics.ts';

/** The options of a measurement. */
export interface MeasureOptions {
  /** Runs before the first that counts; a tenth of the runs unless told, at most 100. */
  readonly warmUp?: number;
  /** The name of the measured action, for the table. */
  readonly title?: string;
}

/** One line of a {@link Measurement}. */
export interface MeasuredFigure {
  readonly name: string;
  readonly milliseconds: number;
}

/**
 * Measures how long `fn` takes, `n` times one after another, after a warm-up.
 *
 * @param fn the code to measure; if it is asynchronous, until its promise settles
 * @param n how many runs count
 * @returns the times in milliseconds, with their percentiles
 * @example
 * const roundTrip = await measure(async () => {
 *   await client.sendAll('x');
 *   await client.recv();
 * }, 1000);
 * roundTrip.percentile(99); // milliseconds
 */
export async function measure(
  fn: () => unknown,
  n: number,
  options: MeasureOptions = {},
): Promise<Measurement> {
  if (!Number.isInteger(n) || n < 1)
    throw new RangeError(`n must be a whole number from 1, not ${n}`);
  const { warmUp = Math.min(100, Math.ceil(n / 10)), title = 'Time of a run' } = options;
  for (let run = 0; run < warmUp; run++) await fn();
  const samples = new Array<number>(n);
  for (let run = 0; run < n; run++) {
    const begin = performance.now();
    const result = fn();
    // Awaiting a plain value would add a turn of the event loop to a run without one.
    if (result instanceof Promise) await result;
    samples[run] = performance.now() - begin;
  }
  return new Measurement(samples, { title, warmUp });
}

/** Times that were measured. */
export class Measurement extends Table<MeasuredFigure> {
  /** The times in milliseconds, in the order in which they were measured. */
  readonly samples: readonly number[];
  readonly #sorted: readonly number[];

  constructor(
    samples: readonly number[],
    { title, warmUp }: { readonly title: string; readonly warmUp: number },
  ) {
    const sorted = ascending(samples);
    const shares = [50, 90, 99, 99.9].filter((share) => sorted.length * (1 - share / 100) >= 0.5);
    const rows = [
      { name: 'fastest', milliseconds: percentile(sorted, 0) },
      ...shares.map((share) => ({ name: `p${share}`, milliseconds: percentile(sorted, share) })),
      { name: 'slowest', milliseconds: percentile(sorted, 100) },
      { name: 'mean', milliseconds: mean(samples) ?? Number.NaN },
    ];
    super(rows, {
      caption: `${title}: ${samples.length} runs`,
      columns: [
        { title: 'Figure', value: ({ name }) => name },
        { title: 'Milliseconds', value: ({ milliseconds }) => figures(milliseconds) },
      ],
      notes: [
        `After ${warmUp} runs that do not count. p90: 90 of 100 runs took at most this long.`,
      ],
    });
    this.samples = samples;
    this.#sorted = sorted;
  }

  /** The time in milliseconds that the given share of the runs, 0 to 100, did not exceed. */
  percentile(share: number): number {
    return percentile(this.#sorted, share);
  }

  /** The mean time in milliseconds. */
  get mean(): number {
    return mean(this.samples) ?? Number.NaN;
  }
}

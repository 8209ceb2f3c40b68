/**
 * Comparing contestants: each does each job in turns, in fresh processes, so that whatever else the
 * machine does hits all of them. Medians and spreads are kept, and every single figure.
 */

import { median } from '../lab/statistics.ts';
import type { Contestant, Job, Measurement } from './area.ts';

/** The figures of one contestant in one measurement. */
export interface Result {
  readonly contestant: string;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** How many times as good as this contestant ours is: 1 as good, 2 twice; 1 for ours itself. */
  readonly ratio: number;
  /** All figures, by round. */
  readonly values: readonly number[];
}

/** One measurement with the figures of all contestants, ours first. */
export interface Row extends Measurement {
  readonly results: readonly Result[];
}

/** How a comparison is carried out. */
export interface CompareOptions {
  /** How often each contestant does the job. */
  readonly rounds: number;
  /** Does one job of one contestant; whoever gives undefined is measured no more in this job. */
  readonly run: (contestant: Contestant, job: Job) => ReturnType<Contestant['run']>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lets all contestants do a job in turns.
 *
 * @returns a row for each measurement; none where ours has no figure
 */
export async function compare(
  contestants: readonly Contestant[],
  job: Job,
  { rounds, run, signal }: CompareOptions,
): Promise<readonly Row[]> {
  const [ours, ...peers] = contestants;
  if (ours === undefined) return [];
  const values = new Map<Contestant, Map<string, number[]>>();
  const able = new Set([ours, ...peers]);
  for (let round = 0; round < rounds; round++) {
    // Whoever runs first after another has an advantage or a disadvantage: not always the same one.
    const order = [...able];
    if (round % 2 === 1) order.reverse();
    for (const contestant of order) {
      if (signal?.aborted) break;
      const figures = await run(contestant, job);
      // Whoever was interrupted keeps what it had.
      if (signal?.aborted) break;
      if (figures === undefined) {
        able.delete(contestant);
        values.delete(contestant);
        continue;
      }
      const own = values.get(contestant) ?? new Map<string, number[]>();
      values.set(contestant, own);
      for (const [name, value] of Object.entries(figures)) {
        own.set(name, [...(own.get(name) ?? []), value]);
      }
    }
    if (!able.has(ours)) break;
  }
  return job.measurements.flatMap((measurement) => {
    const figures = contestants.flatMap((contestant) => {
      const own = values.get(contestant)?.get(measurement.name);
      return own === undefined ? [] : [{ contestant: contestant.name, values: own }];
    });
    return figures[0]?.contestant === ours.name ? [toRow(measurement, figures)] : [];
  });
}

/** Medians, spreads and ratios of figures, ours first. */
export function toRow(
  measurement: Measurement,
  figures: readonly Pick<Result, 'contestant' | 'values'>[],
): Row {
  const ours = median(figures[0]?.values ?? []);
  const results = figures.map(({ contestant, values }) => {
    const middle = median(values);
    return {
      contestant,
      median: middle,
      lowest: Math.min(...values),
      highest: Math.max(...values),
      ratio: measurement.better === 'lower' ? middle / ours : ours / middle,
      values,
    };
  });
  return { ...measurement, results };
}

/** A run of the bench, as `npm run bench -- --json` writes it: the page on speed is drawn from one. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { courseRoot } from '../base/paths.ts';
import { figures } from '../lab/chart/statistics.ts';

/** The report that the page on speed is drawn from: one run, committed, with its machine named. */
export const recordingFile: string = join(courseRoot, 'notebooks', 'recordings', 'speed.json');

/** The version of this format. */
const schema = 'wirebook-bench-1';

export interface Report {
  readonly schema: typeof schema;
  /** Date and time, ISO 8601. */
  readonly startedAt: string;
  /** `quick` ran smaller jobs: their figures tell only the order of magnitude. */
  readonly scale: 'full' | 'quick';
  /** False after Ctrl-C; the figures that are there are right in any case. */
  readonly complete: boolean;
  readonly machine: Machine;
  readonly areas: readonly AreaReport[];
}

/** The machine of a run: readers need it to judge a figure. */
export interface Machine {
  readonly processor: string;
  readonly processors: number;
  /** In GiB. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  /** The course's commit, with `+` where files differ from it; empty outside git. */
  readonly commit: string;
  /** The load of the last minute as the run began. */
  readonly load: number;
}

export interface AreaReport {
  readonly name: string;
  readonly title: string;
  /** The subject and its competitors: a paragraph of Markdown. */
  readonly about: string;
  /** The duration, in seconds. */
  readonly seconds: number;
  readonly contestants: readonly { readonly name: string; readonly version: string }[];
  /** Contestants and measurements that are missing, with the reason. */
  readonly leftOut: readonly { readonly what: string; readonly why: string }[];
  readonly rows: readonly Row[];
  readonly curves: readonly CurveReport[];
}

/** Something to be measured. */
export interface Measurement {
  /** A name for the command line, such as `echo-one`, unique in its area. */
  readonly name: string;
  readonly title: string;
  /** The unit of the figure, such as `µs`. */
  readonly unit: string;
  /** Which figures are the better ones. */
  readonly better: 'lower' | 'higher';
  /** The reason why ours can fall short of a competitor, where that is known, for readers. */
  readonly why?: string;
}

/** One measurement with the figures of all contestants, ours first. */
export interface Row extends Measurement {
  readonly results: readonly Result[];
}

/** The figures of one contestant in one measurement. */
export interface Result {
  readonly contestant: string;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** Ours is so many times as good as this contestant, by the medians; 1 for ours itself. */
  readonly ratio: number;
  /** All figures, by round. */
  readonly values: readonly number[];
}

/** Growth of a cost with the size of the task. */
export interface CurveReport {
  readonly name: string;
  readonly title: string;
  /** The name of the horizontal axis, such as `clients`. */
  readonly of: string;
  /** The unit of the cost. */
  readonly unit: string;
  /** The reason of the growth, where that needs to be said. */
  readonly why?: string;
  /** Ours first. */
  readonly results: readonly CurveResult[];
}

export interface CurveResult {
  readonly contestant: string;
  readonly points: readonly CurvePoint[];
  readonly growth: Growth;
}

export interface CurvePoint {
  readonly size: number;
  readonly cost: number;
}

/** Growth as `factor · size ** exponent`: an exponent of 1 is a straight line. */
export interface Growth {
  readonly factor: number;
  readonly exponent: Estimate;
  /** The exponent between the two largest sizes alone, where fixed costs weigh least. */
  readonly tail: number;
}

/** A value with its interval of 99 % confidence. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Reads a report.
 *
 * @throws {WirebookError} where the file is missing or is not a report of this version
 */
export function readReport(file: string): Report {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    if (report?.schema !== schema) throw new Error(`its schema is not ${schema}`);
    // Only the bench writes this schema.
    return report as Report;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new WirebookError(`Cannot read ${file} as a report of 'npm run bench': ${why}`, {
      cause: error,
    });
  }
}

/** Steeper than a straight line: above 1 by more than noise, which weighs more between two sizes. */
export function isSteep({ exponent, tail }: Growth): boolean {
  return exponent.low > 1.05 || tail > 1.15;
}

/** An exponent with its interval, such as `0.98 (0.93 to 1.03)`. */
export function spellExponent({ exponent: { value, low, high } }: Growth): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

/** A ratio, such as `1.53×`. */
export function spellRatio(ratio: number): string {
  return `${figures(ratio)}×`;
}

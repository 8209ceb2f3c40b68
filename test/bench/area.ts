/**
 * An area of the bench declares its measurements, their units, and the contestants. Turns, reports,
 * the page on speed and comparisons are the same for all areas.
 */

import type { Measurement } from '../../lib/handout/speed-report.ts';

/** One area of the bench. */
export interface Area<J extends Job = Job> {
  readonly name: string;
  readonly title: string;
  /** The subject and its competitors, for readers: a paragraph of Markdown. */
  readonly about: string;
  /** Ours first; the ratio of a result is that of ours to the competitor it names. */
  readonly candidates: readonly Candidate<J>[];
  /** Done once by each contestant before anything counts, so that files and programs are in memory. */
  warmUp(scale: Scale): J;
  jobs(scale: Scale): readonly J[];
  curves(scale: Scale): readonly Curve<J>[];
}

/** `quick` proves that the bench works, and tells the order of magnitude. */
export type Scale = 'full' | 'quick';

/** One run of a contestant, and the measurements that it gives. */
export interface Job {
  readonly name: string;
  readonly measurements: readonly Measurement[];
  /** The number of rounds, for jobs that take long; 5 without it. */
  readonly rounds?: number;
}

/** Growth of a cost with the size of the task. */
export interface Curve<J extends Job = Job> {
  readonly name: string;
  readonly title: string;
  /** The name of the horizontal axis, such as `clients`. */
  readonly of: string;
  /** The unit of the cost. */
  readonly unit: string;
  readonly sizes: readonly number[];
  /** The number of measurements of a size. */
  repeats(size: number): number;
  /** The contestants that take part; all of them without it. */
  readonly contestants?: readonly string[];
  /** The job with one figure, named as the curve: the cost of this size. */
  jobOf(size: number): J;
  /** The reason for its growth, where that needs to be said. */
  readonly why?: string;
  /** Sizes that this machine does not allow. */
  readonly leftOut?: string;
}

/** A contestant that may be missing on this machine. */
export interface Candidate<J extends Job = Job> {
  readonly name: string;
  /** Part of the course without it. */
  readonly source?: Source;
  /** Makes it ready; throws a `WirebookError` that says why it cannot take part. */
  prepare(setting: Setting): Promise<Run<J>> | Run<J>;
}

/** A contestant that is ready. */
export interface Contestant<J extends Job = Job> {
  readonly name: string;
  /**
   * Does a job; undefined if the contestant has no such job. Ends early, with an error, once
   * `signal` is aborted.
   */
  run(job: J, signal?: AbortSignal): Promise<Figures | undefined>;
}

export type Run<J extends Job = Job> = Contestant<J>['run'];

/** The figures of one run, by the names of the job's measurements. */
export type Figures = Readonly<Record<string, number>>;

/** A contestant that is not part of the course. */
export type Source =
  /** A program of the machine; `package` is its name in Debian. */
  | { readonly from: 'debian'; readonly program: string; readonly package: string }
  /** Packages that are installed into a folder of the bench's own, such as `deno@2.9.6`. */
  | { readonly from: 'npm' | 'pypi'; readonly packages: readonly string[] };

/** The folder of a contestant. */
export interface Setting {
  /** A folder for this contestant's files, removed after the run. */
  readonly folder: string;
  /** The folder of its packages: `node_modules/` of npm, `bin/` of Python. */
  readonly installed: string;
}

/**
 * What an area of the bench declares: what is measured, in which units, against whom, and how each
 * of them is obtained. Everything else (turns, peers, reports, plots, comparisons) is the same for
 * all areas.
 */

/** Something to be measured. */
export interface Measurement {
  /** A name for the command line and the JSON, such as `echo-one`; no other in its area has it. */
  readonly name: string;
  /** What is measured, in words. */
  readonly title: string;
  /** The unit of the figure, such as `µs`. */
  readonly unit: string;
  /** Which figures are the better ones. */
  readonly better: 'lower' | 'higher';
  /** Why ours can fall short of a peer, where that is known: a sentence for readers. */
  readonly why?: string;
}

/** What a contestant does once, and what is measured while it does. */
export interface Job {
  readonly name: string;
  readonly measurements: readonly Measurement[];
  /** How often each contestant does it, for jobs that take long; {@link usualRounds} otherwise. */
  readonly rounds?: number;
  /** About how long one run takes, for the estimate of what is left; a few seconds without it. */
  readonly seconds?: number;
}

/** How often a job is done unless it says otherwise. */
export const usualRounds = 5;

/** The figures of one run, by the names of the job's measurements. */
export type Figures = Readonly<Record<string, number>>;

/** Someone who can be measured. */
export interface Contestant<J extends Job = Job> {
  readonly name: string;
  /** Does a job; undefined if it has no such job. Ends early, with an error, once `signal` is aborted. */
  run(job: J, signal?: AbortSignal): Promise<Figures | undefined>;
}

/** How a contestant is obtained. */
export type Source =
  /** It is part of the course. */
  | { readonly from: 'course' }
  /** A program that the machine has, or has not; `package` is its name in Debian. */
  | { readonly from: 'debian'; readonly program: string; readonly package: string }
  /** Packages that are installed into a folder of the bench's own, such as `deno@2.9.6`. */
  | { readonly from: 'npm' | 'pypi'; readonly packages: readonly string[] };

/** A contestant that may not be there. */
export interface Candidate<J extends Job = Job> {
  readonly name: string;
  readonly source: Source;
  /** Makes it ready; throws a `WirebookError` that says why it cannot take part. */
  prepare(setting: Setting): Promise<Contestant<J>['run']> | Contestant<J>['run'];
}

/** Where a contestant works. */
export interface Setting {
  /** A folder for this contestant's files, removed after the run. */
  readonly folder: string;
  /** Where its packages were installed: `node_modules/` of npm, `bin/` of Python. */
  readonly installed: string;
  readonly scale: Scale;
}

/** How thorough to be: `quick` proves that the bench works, and tells the order of magnitude. */
export type Scale = 'full' | 'quick';

/** How cost grows with the size of what is asked for. */
export interface Curve<J extends Job = Job> {
  readonly name: string;
  readonly title: string;
  /** What is counted along the horizontal axis, such as `clients`. */
  readonly of: string;
  /** The unit of the cost. */
  readonly unit: string;
  readonly sizes: readonly number[];
  /** How often a size is measured. */
  repeats(size: number): number;
  /** The contestants that take part; all of them without it. */
  readonly contestants?: readonly string[];
  /** The job whose one figure, named as the curve, is the cost of this size. */
  jobOf(size: number): J;
  /** Why it grows as it does, where that needs to be said. */
  readonly why?: string;
  /** What of it this machine does not allow. */
  readonly leftOut?: string;
}

/** One area of the bench. */
export interface Area<J extends Job = Job> {
  readonly name: string;
  readonly title: string;
  /** What is measured against whom, for readers: a paragraph of Markdown. */
  readonly about: string;
  /** Ours first; the ratio of a result is that of ours to the peer it names. */
  readonly candidates: readonly Candidate<J>[];
  /** Done once by each contestant before anything counts, so that files and programs are in memory. */
  warmUp(scale: Scale): J;
  jobs(scale: Scale): readonly J[];
  curves(scale: Scale): readonly Curve<J>[];
}

/**
 * A run of the bench: contestants do each job in turns, in fresh processes, so that other work of
 * the machine hits all of them.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { max, median, min } from 'd3-array';
import { courseRoot } from '../../lib/base/paths.ts';
import type {
  AreaReport,
  CurveReport,
  Machine,
  Measurement,
  Report,
  Row,
} from '../../lib/handout/speed-report.ts';
import type { Area, Contestant, Curve, Figures, Job, Scale } from './area.ts';
import { lastLine, obtain } from './programs.ts';
import { fitGrowth } from './report.ts';

/** The timeout of one run of one contestant, in milliseconds: a class of 1,000 takes minutes. */
const timeout = 900_000;

/** The subject and the thoroughness of a run. */
export interface RunOptions {
  readonly scale: Scale;
  /** The number of rounds of every job, whatever it says itself. */
  readonly rounds?: number | undefined;
  /** Names of measurements and curves; all of them without it. */
  readonly only?: readonly string[] | undefined;
  /** Ends the run early; the report has the figures so far. */
  readonly signal?: AbortSignal | undefined;
  /** Told before each step. */
  readonly onProgress?: (progress: { what: string; done: number; all: number }) => void;
}

/** Measures areas, one after the other. */
export async function runBench(areas: readonly Area[], options: RunOptions): Promise<Report> {
  const { scale, signal, onProgress } = options;
  const head = { schema: 'wirebook-bench-1', startedAt: new Date().toISOString(), scale } as const;
  const machine = describeMachine();
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-bench-'));
  try {
    const plans = areas.map((area) => planOf(area, options));
    const all = plans.reduce((sum, { steps }) => sum + steps, 0);
    const reports: AreaReport[] = [];
    let before = 0;
    for (const plan of plans) {
      let done = before;
      const onStep = (what: string) => onProgress?.({ what, done: done++, all });
      reports.push(await runArea(plan, { folder: join(folder, plan.area.name), signal, onStep }));
      before += plan.steps;
    }
    return { ...head, complete: signal?.aborted !== true, machine, areas: reports };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The jobs of an area, and how often each contestant does them. */
interface Plan {
  readonly area: Area;
  readonly warmUp: Job;
  readonly jobs: readonly { readonly job: Job; readonly rounds: number }[];
  readonly curves: readonly Curve[];
  /** Runs of contestants, if all of them take part. */
  readonly steps: number;
  readonly isWanted: (measurement: { readonly name: string }) => boolean;
}

function planOf(area: Area, { scale, rounds, only }: RunOptions): Plan {
  const isWanted = ({ name }: { readonly name: string }) => only?.includes(name) ?? true;
  const jobs = area
    .jobs(scale)
    .filter(({ measurements }) => measurements.some(isWanted))
    // Fewer than three rounds would tell nothing of the spread.
    .map((job) => ({ job, rounds: rounds ?? (scale === 'quick' ? 3 : (job.rounds ?? 5)) }));
  const curves = area.curves(scale).filter(isWanted);
  const perContestant = jobs.reduce((sum, job) => sum + job.rounds, 1);
  const ofCurves = curves.map(
    ({ sizes, repeats, contestants = area.candidates }) =>
      contestants.length * sizes.reduce((sum, size) => sum + repeats(size), 0),
  );
  const steps = ofCurves.reduce((sum, each) => sum + each, perContestant * area.candidates.length);
  return { area, warmUp: area.warmUp(scale), jobs, curves, steps, isWanted };
}

interface AreaOptions {
  /** A folder that does not exist yet, for the files of the contestants. */
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
  readonly onStep: (what: string) => void;
}

async function runArea(
  { area, warmUp, jobs, curves, isWanted }: Plan,
  { folder, signal, onStep }: AreaOptions,
): Promise<AreaReport> {
  const { name, title, about, candidates } = area;
  const leftOut: AreaReport['leftOut'][number][] = [];
  const versions: AreaReport['contestants'][number][] = [];
  const contestants: Contestant[] = [];
  const leave = (what: string, error: unknown) => {
    // A run that was told to stop has not failed.
    if (!signal?.aborted) leftOut.push({ what, why: lastLine(error) });
  };
  for (const { name, source, prepare } of signal?.aborted ? [] : candidates) {
    try {
      const { installed, version } = await obtain(name, source, signal);
      const own = join(folder, name.replaceAll(/\W/g, '-'));
      mkdirSync(own, { recursive: true });
      contestants.push({ name, run: await prepare({ folder: own, installed }) });
      versions.push({ name, version });
    } catch (error) {
      leave(name, error);
    }
  }

  /** One run of one contestant; undefined, and a line that says why, where it fails. */
  async function attempt(contestant: Contestant, job: Job): Promise<Figures | undefined> {
    onStep(`${name}: ${job.name}, ${contestant.name}`);
    const ending = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])];
    try {
      return await contestant.run(job, AbortSignal.any(ending));
    } catch (error) {
      leave(`${contestant.name}, ${job.name}`, error);
      return undefined;
    }
  }

  async function trace({ sizes, repeats, jobOf, ...curve }: Curve): Promise<CurveReport> {
    const { name, title, of, unit, why } = curve;
    const points = new Map<string, { size: number; cost: number }[]>();
    let left = able.filter((each) => curve.contestants?.includes(each.name) ?? true);
    for (const size of sizes) {
      const figures = await takeTurns(left, jobOf(size), {
        rounds: repeats(size),
        attempt,
        signal,
      });
      // A contestant that fails at a size keeps its smaller ones.
      left = [...figures.keys()];
      for (const [contestant, rounds] of figures) {
        const costs = rounds.flatMap((round) => round[name] ?? []).map((cost) => ({ size, cost }));
        points.set(contestant.name, [...(points.get(contestant.name) ?? []), ...costs]);
      }
    }
    if (curve.leftOut !== undefined) leave(name, new Error(curve.leftOut));
    const results = [...points]
      .filter(([, own]) => new Set(own.map(({ size }) => size)).size >= 2 && own.length >= 3)
      .map(([contestant, own]) => ({ contestant, points: own, growth: fitGrowth(own) }));
    return { name, title, of, unit, ...(why === undefined ? {} : { why }), results };
  }

  const since = performance.now();
  // Without ours the others have nothing to be compared with.
  const takingPart = contestants[0]?.name === candidates[0]?.name ? contestants : [];
  // A contestant that cannot even warm up does not take part.
  const able = [...(await takeTurns(takingPart, warmUp, { rounds: 1, attempt, signal })).keys()];
  const rows: Row[] = [];
  for (const { job, rounds } of jobs) {
    rows.push(...rowsOf(job, await takeTurns(able, job, { rounds, attempt, signal })));
  }
  const traced: CurveReport[] = [];
  for (const curve of able.length === 0 ? [] : curves) traced.push(await trace(curve));
  const seconds = Math.round((performance.now() - since) / 100) / 10;
  const found = { rows: rows.filter(isWanted), curves: traced };
  return { name, title, about, seconds, contestants: versions, leftOut, ...found };
}

/** Contestants take turns. */
interface TurnOptions {
  readonly rounds: number;
  /** Does a job once; a contestant that gives undefined is out of this job, its figures too. */
  readonly attempt: (contestant: Contestant, job: Job) => Promise<Figures | undefined>;
  readonly signal?: AbortSignal | undefined;
}

/** Lets contestants do a job in turns; gives the figures by round, and none where ours has none. */
export async function takeTurns(
  contestants: readonly Contestant[],
  job: Job,
  { rounds, attempt, signal }: TurnOptions,
): Promise<ReadonlyMap<Contestant, readonly Figures[]>> {
  const figures = new Map(contestants.map((each): [Contestant, Figures[]] => [each, []]));
  const [ours] = contestants;
  for (let round = 0; round < rounds && ours !== undefined && figures.has(ours); round++) {
    const able = [...figures.keys()];
    // The first place of a round may be an advantage: it changes.
    for (const contestant of round % 2 === 1 ? able.reverse() : able) {
      const found = signal?.aborted ? undefined : await attempt(contestant, job);
      // An interrupted contestant keeps its figures.
      if (signal?.aborted) break;
      if (found === undefined) figures.delete(contestant);
      else figures.get(contestant)?.push(found);
    }
  }
  const hasOurs = ours !== undefined && (figures.get(ours) ?? []).length > 0;
  return new Map(hasOurs ? [...figures].filter(([, own]) => own.length > 0) : []);
}

/** A row for each measurement of a job; none where ours has no figure. */
export function rowsOf(
  { measurements }: Job,
  figures: ReadonlyMap<Contestant, readonly Figures[]>,
): readonly Row[] {
  return measurements.flatMap((measurement) => {
    const [ours, ...theirs] = [...figures].map(([{ name: contestant }, rounds]) => ({
      contestant,
      values: rounds.flatMap((round) => round[measurement.name] ?? []),
    }));
    if (ours === undefined || ours.values.length === 0) return [];
    return [toRow(measurement, [ours, ...theirs.filter(({ values }) => values.length > 0)])];
  });
}

/** Medians, spreads and ratios of figures, ours first. */
export function toRow(
  measurement: Measurement,
  figures: readonly { readonly contestant: string; readonly values: readonly number[] }[],
): Row {
  const ours = median(figures[0]?.values ?? []) ?? Number.NaN;
  const results = figures.map(({ contestant, values }) => {
    const middle = median(values) ?? Number.NaN;
    return {
      contestant,
      median: middle,
      lowest: min(values) ?? Number.NaN,
      highest: max(values) ?? Number.NaN,
      ratio: measurement.better === 'lower' ? middle / ours : ours / middle,
      values,
    };
  });
  return { ...measurement, results };
}

function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: availableParallelism(),
    memory: Math.round(totalmem() / 2 ** 30),
    system: `Linux ${release()} ${arch()}`,
    node: process.version,
    commit: commit(),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: courseRoot, encoding: 'utf8', stdio: 'pipe' });
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', '--short', 'HEAD').trim() + (changed ? '+' : '');
  } catch {
    // A course that was downloaded as an archive, or a machine without git.
    return '';
  }
}

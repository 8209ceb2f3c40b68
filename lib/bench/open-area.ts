/** One area of a run: its contestants, and what becomes of its jobs and curves. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { WirebookError } from '../error.ts';
import {
  type Area,
  type Contestant,
  type Curve,
  type Figures,
  type Job,
  usualRounds,
} from './area.ts';
import { compare, type Row } from './compare.ts';
import type { Pace } from './pace.ts';
import { lastLine, obtain } from './peers.ts';
import type { AreaReport, CurveReport } from './report.ts';
import type { RunOptions } from './run.ts';
import { type CurvePoint, fitGrowth } from './statistics.ts';

/** Each job of a quick run is done this often: fewer would tell nothing of the spread. */
const quickRounds = 3;

/** What an area is told of the run that it is part of. */
export interface AreaOptions extends RunOptions {
  readonly pace: Pace;
  readonly folder: string;
}

/** Runs a job, but not for ever: whoever hangs must not keep the others from being measured. */
async function inTime(
  contestant: Contestant,
  job: Job,
  { signal }: Pick<AreaOptions, 'signal'>,
): Promise<Figures | undefined> {
  const seconds = Math.ceil(Math.max(120, 10 * (job.seconds ?? 0)));
  const ending = AbortSignal.any([
    AbortSignal.timeout(1000 * seconds),
    ...(signal ? [signal] : []),
  ]);
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const late = () => reject(new WirebookError(`it did not end within ${seconds} s`));
  ending.addEventListener('abort', late);
  try {
    return await Promise.race([contestant.run(job, ending), ended]);
  } finally {
    ending.removeEventListener('abort', late);
  }
}

/** An area whose peers are there. */
export class OpenArea {
  readonly #area: Area;
  readonly #options: AreaOptions;
  readonly #contestants: Contestant[] = [];
  readonly #versions: { readonly name: string; readonly version: string }[] = [];
  readonly #leftOut: { readonly what: string; readonly why: string }[] = [];
  readonly #jobs: readonly Job[];
  readonly #curves: readonly Curve[];

  constructor(area: Area, options: AreaOptions) {
    this.#area = area;
    this.#options = options;
    const { scale, only } = options;
    const isWanted = ({ name }: { readonly name: string }) => only?.includes(name) ?? true;
    this.#jobs = area.jobs(scale).filter(({ measurements }) => measurements.some(isWanted));
    this.#curves = area.curves(scale).filter(isWanted);
  }

  /** Obtains the peers, and counts what is to be done. */
  async gather(): Promise<void> {
    const { scale, folder, signal, pace } = this.#options;
    const isIdle = this.#jobs.length === 0 && this.#curves.length === 0;
    for (const { name, source, prepare } of isIdle ? [] : this.#area.candidates) {
      if (signal?.aborted) return;
      this.#tell(`${name} is made ready`);
      try {
        const { installed, version } = await obtain(name, source, { signal });
        const own = join(folder, name.replaceAll(/\W/g, '-'));
        mkdirSync(own, { recursive: true });
        const run = await prepare({ folder: own, installed, scale });
        this.#contestants.push({ name, run });
        this.#versions.push({ name, version });
      } catch (error) {
        this.#leave(name, error);
      }
    }
    const warmUp = this.#area.warmUp(scale);
    for (const contestant of this.#contestants) {
      pace.expect(this.#kind(contestant, warmUp), 1, warmUp.seconds);
      for (const job of this.#jobs) {
        pace.expect(this.#kind(contestant, job), this.#roundsOf(job), job.seconds);
      }
    }
    for (const curve of this.#curves) {
      for (const size of curve.sizes) {
        const job = curve.jobOf(size);
        for (const contestant of this.#onCurve(curve)) {
          pace.expect(this.#kind(contestant, job), curve.repeats(size), job.seconds);
        }
      }
    }
  }

  async measure(): Promise<AreaReport> {
    const { scale, only, signal } = this.#options;
    const { name, title, about } = this.#area;
    const since = performance.now();
    const rows: Row[] = [];
    const curves: CurveReport[] = [];
    if (this.#contestants.length > 0) await this.#warmUp(this.#area.warmUp(scale));
    // Without ours there is nobody to compare the others with.
    const hasOurs = this.#contestants[0]?.name === this.#area.candidates[0]?.name;
    for (const job of hasOurs ? this.#jobs : []) {
      if (signal?.aborted) break;
      const measured = await compare(this.#contestants, job, {
        rounds: this.#roundsOf(job),
        run: (contestant, each) => this.#attempt(contestant, each),
        signal,
      });
      rows.push(...measured.filter((row) => only?.includes(row.name) ?? true));
    }
    for (const curve of hasOurs ? this.#curves : []) {
      if (signal?.aborted) break;
      if (curve.leftOut !== undefined) this.#leftOut.push({ what: curve.name, why: curve.leftOut });
      curves.push(await this.#trace(curve));
    }
    const seconds = Math.round((performance.now() - since) / 100) / 10;
    const leftOut = this.#leftOut;
    return { name, title, about, seconds, contestants: this.#versions, leftOut, rows, curves };
  }

  /** Whoever cannot even warm up does not take part. */
  async #warmUp(job: Job): Promise<void> {
    for (const contestant of [...this.#contestants]) {
      if (this.#options.signal?.aborted) return;
      const before = this.#leftOut.length;
      await this.#attempt(contestant, job);
      if (this.#leftOut.length > before) {
        this.#contestants.splice(this.#contestants.indexOf(contestant), 1);
      }
    }
  }

  async #trace(curve: Curve): Promise<CurveReport> {
    const { name, title, of, unit, why } = curve;
    const points = new Map<string, CurvePoint[]>();
    const able = new Set(this.#onCurve(curve));
    for (const size of curve.sizes) {
      const job = curve.jobOf(size);
      for (let time = 0; time < curve.repeats(size); time++) {
        for (const contestant of able) {
          if (this.#options.signal?.aborted) break;
          const cost = (await this.#attempt(contestant, job))?.[name];
          // What it did at smaller sizes is kept.
          if (cost === undefined) able.delete(contestant);
          else
            points.set(contestant.name, [...(points.get(contestant.name) ?? []), { size, cost }]);
        }
      }
    }
    const results = [...points]
      .filter(([, own]) => new Set(own.map(({ size }) => size)).size >= 2 && own.length >= 3)
      .map(([contestant, own]) => ({ contestant, points: own, growth: fitGrowth(own) }));
    return { name, title, of, unit, ...(why === undefined ? {} : { why }), results };
  }

  /** One run of one contestant; undefined, and a line that says why, where it fails. */
  async #attempt(contestant: Contestant, job: Job): Promise<Figures | undefined> {
    const { pace, signal } = this.#options;
    const kind = this.#kind(contestant, job);
    this.#tell(`${job.name}, ${contestant.name}`);
    const since = performance.now();
    try {
      const figures = await inTime(contestant, job, { signal });
      if (figures === undefined) pace.forget(kind);
      else pace.took(kind, (performance.now() - since) / 1000);
      return figures;
    } catch (error) {
      pace.forget(kind);
      this.#leave(`${contestant.name}, ${job.name}`, error);
      return undefined;
    }
  }

  #leave(what: string, error: unknown): void {
    // Nothing fails because it was told to stop.
    if (this.#options.signal?.aborted) return;
    this.#leftOut.push({ what, why: lastLine(error) });
  }

  #tell(what: string): void {
    const { pace, onProgress } = this.#options;
    const { done, all, secondsLeft } = pace;
    onProgress?.({ what: `${this.#area.name}: ${what}`, done, all, secondsLeft });
  }

  #onCurve({ contestants }: Curve): readonly Contestant[] {
    return this.#contestants.filter(({ name }) => contestants?.includes(name) ?? true);
  }

  #roundsOf({ rounds = usualRounds }: Job): number {
    const { rounds: wanted, scale } = this.#options;
    return wanted ?? (scale === 'quick' ? quickRounds : rounds);
  }

  #kind(contestant: Contestant, job: Job): string {
    return `${this.#area.name} ${job.name} ${contestant.name}`;
  }
}

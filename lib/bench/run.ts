/** Carries out a run: obtains the peers, measures area after area, and never lets one spoil the others. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Area, Contestant, Curve, Figures, Job, Scale } from './area.ts';
import { usualRounds } from './area.ts';
import { compare, type Row } from './compare.ts';
import { describeMachine } from './machine.ts';
import { Pace } from './pace.ts';
import { lastLine, obtain } from './peers.ts';
import type { AreaReport, CurveReport, Report } from './report.ts';
import { type CurvePoint, fitGrowth } from './statistics.ts';

/** What to measure, and how thoroughly. */
export interface RunOptions {
  readonly scale: Scale;
  /** How often every job is done, whatever it says itself. */
  readonly rounds?: number | undefined;
  /** Names of measurements and curves; all of them without it. */
  readonly only?: readonly string[] | undefined;
  /** Ends the run early; what is known by then is reported. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: Progress) => void;
}

/** What is being done. */
export interface Progress {
  readonly what: string;
  readonly done: number;
  readonly all: number;
  readonly secondsLeft: number;
}

/** Each job of a quick run is done this often: fewer would tell nothing of the spread. */
const quickRounds = 3;

/** Measures areas, one after the other. */
export async function runBench(areas: readonly Area[], options: RunOptions): Promise<Report> {
  const { scale, signal } = options;
  const startedAt = new Date().toISOString();
  const machine = describeMachine();
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-bench-'));
  try {
    const pace = new Pace();
    const opened: OpenArea[] = [];
    for (const area of areas) {
      const open = new OpenArea(area, { ...options, pace, folder: join(folder, area.name) });
      await open.gather();
      opened.push(open);
    }
    const reports: AreaReport[] = [];
    for (const area of opened) reports.push(await area.measure());
    const complete = signal?.aborted !== true;
    return { schema: 'wirebook-bench-1', startedAt, scale, complete, machine, areas: reports };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface AreaOptions extends RunOptions {
  readonly pace: Pace;
  readonly folder: string;
}

/** An area whose peers are there. */
class OpenArea {
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
        const { installed, version } = await obtain(name, source, signal);
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
      const figures = await contestant.run(job, signal);
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

/** Carries out a run: obtains the peers, measures area after area, and never lets one spoil the others. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Area, Scale } from './area.ts';
import { describeMachine } from './machine.ts';
import { OpenArea } from './open-area.ts';
import { Pace } from './pace.ts';
import type { AreaReport, Report } from './report.ts';

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

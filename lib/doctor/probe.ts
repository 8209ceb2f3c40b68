/** A probe: one thing that lessons rely on, tried out on this machine. */

import { setTimeout as delay } from 'node:timers/promises';

/** What a probe found. */
export interface Finding {
  /** What is, in a few words. */
  readonly found: string;
  /** Whether lessons behave here as their text says. */
  readonly asExpected: boolean;
  /** What to do about it, where that depends on what was found. */
  readonly mend?: string;
}

export interface Probe {
  /** A stable name, such as `tcp.nagle`. */
  readonly id: string;
  /** What is looked at. */
  readonly what: string;
  /** What the lessons expect. */
  readonly expected: string;
  /** The lessons it touches. */
  readonly lessons: readonly number[] | 'all';
  /** What to do where it is not as expected. */
  readonly mend: string;
  /**
   * Where it is not as expected, lessons run all the same: they say so and show a recording or a note
   * instead, or start more slowly.
   */
  readonly isOptional?: boolean;
  /** The id of a probe before it without which this one tells nothing of its own. */
  readonly needs?: string;
  /** How often it is tried before it counts: a busy machine is late now and then. 1 unless told. */
  readonly tries?: number;
  /** Tries it out. What it throws is a finding, too. */
  readonly run: () => Finding | Promise<Finding>;
}

/**
 * `ok`; `limited`: lessons show a recording or a note instead; `differs`: a lesson goes wrong;
 * `untried`: what it needs differs.
 */
export type Verdict = 'ok' | 'limited' | 'differs' | 'untried';

export interface Row extends Omit<Probe, 'run' | 'tries' | 'isOptional' | 'needs'> {
  readonly found: string;
  readonly verdict: Verdict;
}

/** What to do where the system's sockets are not Linux's. */
export const otherKernel = 'use a Linux kernel with its own network stack: not gVisor, not WSL 1';

/** Milliseconds after which a probe counts as failed. */
const LIMIT = 4000;

/** Runs probes one after another, since some measure time. */
export async function examine(probes: readonly Probe[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { run, tries = 1, isOptional = false, needs, ...probe } of probes) {
    const missing = rows.find(({ id, verdict }) => id === needs && verdict !== 'ok');
    if (missing !== undefined) {
      const found = `not tried: it needs ${missing.what}`;
      rows.push({ ...probe, found, verdict: 'untried' });
      continue;
    }
    let finding = await attempt(run);
    for (let tried = 1; tried < tries && !finding.asExpected; tried++) finding = await attempt(run);
    const { found, asExpected, mend = probe.mend } = finding;
    const verdict = asExpected ? 'ok' : isOptional ? 'limited' : 'differs';
    rows.push({ ...probe, found, mend, verdict });
  }
  return rows;
}

/** A finding that compares what was found with what should be. */
export function compare(found: string | number, expected: string | number): Finding {
  return { found: String(found), asExpected: found === expected };
}

async function attempt(run: Probe['run']): Promise<Finding> {
  const stop = new AbortController();
  const late = delay(LIMIT, { found: `no answer in ${LIMIT / 1000} s`, asExpected: false }, stop);
  try {
    return await Promise.race([late, Promise.resolve().then(run)]);
  } catch (error) {
    return { found: error instanceof Error ? error.message : String(error), asExpected: false };
  } finally {
    stop.abort();
    // The abort rejects the wait that lost the race; there is nothing left to tell.
    late.catch(() => {});
  }
}

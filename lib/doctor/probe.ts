/** A probe: one thing that lessons rely on, tried out on this machine. */

import { withTimeout } from '../base/with-timeout.ts';

/** The state of the machine, in a few words: as expected where it is the state that lessons expect. */
export type Finding = string | Judged;

/** A finding that its words alone do not judge. */
export interface Judged {
  readonly found: string;
  /** True where lessons behave here as their text says. */
  readonly asExpected: boolean;
  /** The remedy, where it depends on the finding. */
  readonly mend?: string;
}

export interface Probe {
  /** A stable name, such as `tcp.nagle`. */
  readonly id: string;
  /** The subject of the probe. */
  readonly what: string;
  /** The state that the lessons expect. */
  readonly expected: string;
  /** The lessons it touches. */
  readonly lessons: readonly number[] | 'all';
  /** The remedy where the state is another one. */
  readonly mend: string;
  /**
   * In another state lessons run all the same: they say so and show a recording or a note
   * instead, or start more slowly.
   */
  readonly isOptional?: boolean;
  /** The id of a probe before it without which this one tells nothing of its own. */
  readonly needs?: string;
  /** Tries before a failure counts, since a busy machine is late at times; 1 by default. */
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

/** The timeout of a probe, in milliseconds. */
const timeout = 4000;

/** Runs probes one after another, since some measure time. */
export async function examine(probes: readonly Probe[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const each of probes) {
    const { run: _, tries = 1, isOptional = false, needs, ...probe } = each;
    const missing = rows.find(({ id, verdict }) => id === needs && verdict !== 'ok');
    if (missing !== undefined) {
      const found = `not tried: it needs ${missing.what}`;
      rows.push({ ...probe, found, verdict: 'untried' });
      continue;
    }
    let judged = await attempt(each);
    for (let tried = 1; tried < tries && !judged.asExpected; tried++) judged = await attempt(each);
    const { found, asExpected, mend = probe.mend } = judged;
    const verdict = asExpected ? 'ok' : isOptional ? 'limited' : 'differs';
    rows.push({ ...probe, found, mend, verdict });
  }
  return rows;
}

async function attempt({ run, expected }: Probe): Promise<Judged> {
  const onTimeout = () => `no answer in ${timeout / 1000} s`;
  const finding = await withTimeout(Promise.resolve().then(run), {
    ...{ milliseconds: timeout, onTimeout },
  }).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  return typeof finding === 'string'
    ? { found: finding, asExpected: finding === expected }
    : finding;
}

/**
 * What has moved between two runs, beyond the noise.
 *
 * The machine's own speed cancels out where a peer was measured in turns with ours: what is compared
 * is, round by round, the logarithm of how many times as good ours is as the first peer that both
 * runs have. Where there is no such peer, ours alone is compared, and only if both runs were made on
 * the same machine. A measurement has moved if Welch's t interval of 99 % for the difference of the
 * means leaves out zero, and the difference is larger than 5 %, below which runs of the same code
 * differ too. It takes at least two rounds in each run.
 *
 * Growth is compared by the exponents of ours alone, which depend little on the machine. It has
 * moved if their difference is larger than both intervals of 99 % together allow, by the root of
 * the sum of their squares, and than 0.05.
 */

import { WirebookError } from '../error.ts';
import type { Row } from './compare.ts';
import type { CurveReport, Report } from './report.ts';
import { difference, type Estimate } from './statistics.ts';

/** What is not called a change however sure it is. */
export const indifference = 0.05;

/** One measurement, then and now. */
export interface Comparison {
  readonly area: string;
  readonly name: string;
  /** The peer that both runs measured; undefined where ours is compared with itself. */
  readonly peer: string | undefined;
  /** Ours now is so many times as good as it was; undefined where it cannot be told. */
  readonly change: Estimate | undefined;
  /** Of a curve: the exponents of growth then and now. */
  readonly exponents?: readonly [then: Estimate, now: Estimate];
  readonly verdict: 'better' | 'worse' | 'within the noise' | 'cannot be told';
  /** Why it cannot be told. */
  readonly why?: string;
}

/**
 * Compares all measurements and all curves that both runs have.
 *
 * @throws {WirebookError} where one run was quick and the other was not
 */
export function compareReports(before: Report, after: Report): readonly Comparison[] {
  if (before.scale !== after.scale) {
    throw new WirebookError(`A ${before.scale} run and a ${after.scale} one cannot be compared`);
  }
  const sameMachine = isSameMachine(before, after);
  return after.areas.flatMap(({ name: area, rows, curves }) => {
    const earlier = before.areas.find(({ name }) => name === area);
    return [
      ...inBoth(earlier?.rows, rows).map(([then, now]) => ({
        ...{ area, name: now.name },
        ...compareRows(then, now, { sameMachine }),
      })),
      ...inBoth(earlier?.curves, curves).map(([then, now]) => ({
        ...{ area, name: `${now.name}, growth` },
        ...compareCurves(then, now),
      })),
    ];
  });
}

/** What has the same name in both lists, in pairs. */
function inBoth<T extends { readonly name: string }>(
  then: readonly T[] = [],
  now: readonly T[],
): readonly (readonly [then: T, now: T])[] {
  return now.flatMap((each) => {
    const earlier = then.find(({ name }) => name === each.name);
    return earlier === undefined ? [] : [[earlier, each] as const];
  });
}

type Outcome = Omit<Comparison, 'area' | 'name'>;

function compareCurves(then: CurveReport, now: CurveReport): Outcome {
  const unknown = { peer: undefined, change: undefined, verdict: 'cannot be told' } as const;
  const [old, fresh] = [then, now].map(({ results }) => results[0]?.growth.exponent);
  if (old === undefined || fresh === undefined) return { ...unknown, why: 'ours has no curve' };
  const bound = Math.hypot(fresh.high - fresh.value, old.high - old.value);
  // What has no end is written as null.
  if (!Number.isFinite(bound) || old.high === null || fresh.high === null) {
    return { ...unknown, why: 'too few sizes' };
  }
  const difference = fresh.value - old.value;
  const isSure = Math.abs(difference) > Math.max(bound, indifference);
  const verdict = isSure ? (difference < 0 ? 'better' : 'worse') : 'within the noise';
  return { peer: undefined, change: undefined, exponents: [old, fresh], verdict };
}

function isSameMachine({ machine: a }: Report, { machine: b }: Report): boolean {
  return a.processor === b.processor && a.processors === b.processors && a.node === b.node;
}

function compareRows(
  then: Row,
  now: Row,
  { sameMachine }: { readonly sameMachine: boolean },
): Outcome {
  const has = ({ results }: Row, name: string) =>
    results.some(({ contestant }) => contestant === name);
  const peer = now.results.slice(1).find(({ contestant }) => has(then, contestant))?.contestant;
  const unknown = { peer, change: undefined, verdict: 'cannot be told' } as const;
  if (peer === undefined && !sameMachine) {
    return { ...unknown, why: 'no peer in both runs, and the machines differ' };
  }
  const [old, fresh] = [goodness(then, peer), goodness(now, peer)];
  if (old.length < 2 || fresh.length < 2) return { ...unknown, why: 'too few rounds' };
  const { value, low, high } = difference(old, fresh);
  const change = { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
  const isSure = (low > 0 || high < 0) && Math.abs(value) > Math.log(1 + indifference);
  const verdict = isSure ? (value > 0 ? 'better' : 'worse') : 'within the noise';
  return { peer, change, verdict };
}

/** By round, the logarithm of how good ours is, against the peer where there is one. */
function goodness({ better, results }: Row, peer: string | undefined): readonly number[] {
  const sign = better === 'higher' ? 1 : -1;
  const theirs = results.find(({ contestant }) => contestant === peer)?.values;
  return (results[0]?.values ?? []).flatMap((value, round) => {
    const other = peer === undefined ? 1 : theirs?.[round];
    // A figure of 0 is less than could be counted: nothing follows from it.
    return other === undefined || value <= 0 || other <= 0 ? [] : [sign * Math.log(value / other)];
  });
}

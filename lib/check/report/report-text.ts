/** A check report as text: for the terminal, and for front ends that show no HTML. */

import { visible } from '../../base/visible.ts';
import type { CheckOutcome, CheckReport } from '../run-checks.ts';

/** Parts of a report that depend on its reader. */
export interface TextOptions {
  /** The number of hints that each failing check gives away; 1 unless told. */
  readonly hints?: number;
  /** Lines under the heading: which versions were checked, and what was out of order. */
  readonly notes?: readonly string[];
}

/** Writes a check report as lines of text. */
export function toText(report: CheckReport, { hints = 1, notes = [] }: TextOptions = {}): string {
  const { exercise, points, possible, stopped, seed } = report;
  const lines = [`${exercise}: ${points} of ${possible} points`, ...notes];
  if (stopped !== undefined) lines.push('', `Nothing could be checked: ${visible(stopped)}`);
  for (const [task, outcomes] of byTask(report)) {
    // In each task only the first failure is explained in full, since it often causes the next.
    const [first] = outcomes.filter(isFailure);
    lines.push('', `${task} (${pointsOf(outcomes)})`);
    if (isUnwritten(outcomes)) {
      lines.push('  - not written yet');
      continue;
    }
    for (const outcome of outcomes) {
      lines.push(`  ${outcome.failure === undefined ? '\u2713' : '\u2717'} ${outcome.title}`);
      if (stopped === undefined)
        lines.push(...explain(outcome, { full: outcome === first, hints }));
    }
  }
  lines.push('', `Seed ${seed} repeats these inputs`);
  return lines.join('\n');
}

/** The outcomes of each task, in the plan's order. */
export function byTask(report: CheckReport): Map<string, CheckOutcome[]> {
  return Map.groupBy(report.outcomes, ({ task }) => task);
}

/** Points earned of points possible. */
export function pointsOf(outcomes: readonly CheckOutcome[]): string {
  const sum = (list: readonly CheckOutcome[]) =>
    list.reduce((total, { points }) => total + points, 0);
  const earned = sum(outcomes.filter(({ failure }) => failure === undefined));
  return `${earned} of ${sum(outcomes)} points`;
}

/** Tells whether the learner has not begun this task. */
export function isUnwritten(outcomes: readonly CheckOutcome[]): boolean {
  return outcomes.every(({ failure }) => failure?.unwritten === true);
}

/** Tells whether a check failed on code that the learner wrote. */
export function isFailure({ failure }: CheckOutcome): boolean {
  return failure !== undefined && !failure.unwritten;
}

function explain(
  outcome: CheckOutcome,
  about: { readonly full: boolean; readonly hints: number },
): string[] {
  const { failure } = outcome;
  if (failure === undefined) return [];
  const lines = failure.message.split('\n');
  if (failure.expected !== undefined) lines.push(`Expected: ${failure.expected}`);
  if (failure.received !== undefined) lines.push(`Received: ${failure.received}`);
  if (about.full) {
    if (failure.wire.length > 0)
      lines.push('On the wire:', ...failure.wire.map((line) => `  ${line}`));
    const given = failure.hints.slice(0, about.hints);
    lines.push(
      ...given.map((hint, index) => `Hint ${index + 1} of ${failure.hints.length}: ${hint}`),
    );
  }
  return lines.map((line) => `      ${visible(line).replaceAll('\n', '\n      ')}`);
}

/** A decision as text: for the terminal, and for front ends that show no HTML. */

import type { Decision, Outcome } from './decide.ts';

/** What to leave to the reader. */
export interface TextOptions {
  /** How many hints each failing check gives away; 1 unless told. */
  readonly hints?: number;
}

/** Writes a decision as lines of text. */
export function toText(decision: Decision, { hints = 1 }: TextOptions = {}): string {
  const { exercise, points, possible, stopped, seed } = decision;
  const lines = [`${exercise}: ${points} of ${possible} points`];
  if (stopped !== undefined) lines.push('', `Nothing could be checked: ${stopped}`);
  for (const [task, outcomes] of byTask(decision)) {
    // The first that fails in each task is explained in full: the next often fails for its reason.
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
export function byTask(decision: Decision): Map<string, Outcome[]> {
  return Map.groupBy(decision.outcomes, ({ task }) => task);
}

/** Points earned of points possible. */
export function pointsOf(outcomes: readonly Outcome[]): string {
  const sum = (list: readonly Outcome[]) => list.reduce((total, { points }) => total + points, 0);
  const earned = sum(outcomes.filter(({ failure }) => failure === undefined));
  return `${earned} of ${sum(outcomes)} points`;
}

/** Whether the learner has not begun this task. */
export function isUnwritten(outcomes: readonly Outcome[]): boolean {
  return outcomes.every(({ failure }) => failure?.unwritten === true);
}

/** Whether a check failed on what the learner wrote. */
export function isFailure({ failure }: Outcome): boolean {
  return failure !== undefined && !failure.unwritten;
}

function explain(
  outcome: Outcome,
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
  return lines.map((line) => `      ${line}`);
}

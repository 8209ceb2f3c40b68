/** What learners are shown of their results: an instructor may want to use an exercise again. */

import type { CheckFailure } from '../../check/protocol.ts';
import type { CheckOutcome } from '../../check/run-checks.ts';
import type { FinalGrade } from '../rules.ts';

/** From the points alone to everything that a check in the notebook shows. */
export const feedbackKinds = ['points', 'titles', 'first', 'all'] as const;

/**
 * - `points`: the points of the whole, and remarks on the notebook
 * - `titles`: which checks passed
 * - `first`: also why the first failing check of each task failed, with its first hint
 * - `all`: why each failed, with all its hints
 */
export type FeedbackKind = (typeof feedbackKinds)[number];

/** A grade with so much of its outcomes as learners are shown. */
export function shownTo(grade: FinalGrade, kind: FeedbackKind): FinalGrade {
  const { record } = grade;
  return { ...grade, record: { ...record, outcomes: outcomesShown(record.outcomes, kind) } };
}

function outcomesShown(
  outcomes: readonly CheckOutcome[],
  kind: FeedbackKind,
): readonly CheckOutcome[] {
  if (kind === 'all') return outcomes;
  if (kind === 'points') return [];
  const explained = new Set<string>();
  return outcomes.map((outcome) => {
    const { task, failure } = outcome;
    if (failure === undefined) return outcome;
    const isFirst = kind === 'first' && !explained.has(task);
    explained.add(task);
    return {
      ...outcome,
      failure: isFirst ? { ...failure, hints: failure.hints.slice(0, 1) } : withoutReason(failure),
    };
  });
}

function withoutReason({ unwritten }: CheckFailure): CheckFailure {
  return { message: 'Your instructor shows no reasons here', wire: [], hints: [], unwritten };
}

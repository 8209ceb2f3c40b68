/** Which notebooks of a class are graded, and as what. */

import { hasExercise } from './assignment.ts';
import type { HandedIn, Submission } from './group.ts';
import { readSubmitted } from './restore.ts';

/** One student's answer to one exercise, not graded yet. */
export interface Job {
  readonly submission: Submission;
  /** Empty where the notebook names none: then it is the exercise of the class. */
  readonly exercise: string;
  readonly notebook: HandedIn | undefined;
  /** What else this student has handed in, and why it is not graded. */
  readonly notGraded: readonly string[];
}

/**
 * One job for each exercise that a student has answered; of several answers the newest counts.
 *
 * @param only the one exercise that is graded; without it, each notebook says which it is of
 */
export function jobsOf(submission: Submission, only: string | undefined): readonly Job[] {
  const answers = new Map<string, HandedIn[]>();
  const foreign: string[] = [];
  const sorted = submission.notebooks.toSorted(
    (a, b) => Number(b.modified) - Number(a.modified) || (a.path > b.path ? -1 : 1),
  );
  for (const notebook of sorted) {
    const exercise = exerciseNamedBy(notebook) ?? only ?? '';
    const isKnown = exercise === '' || hasExercise(exercise);
    if (only === undefined ? isKnown : exercise === only) {
      answers.set(exercise, [...(answers.get(exercise) ?? []), notebook]);
    } else {
      foreign.push(
        `${notebook.path}: of ${exercise}${isKnown ? '' : ', which the course has not'}`,
      );
    }
  }
  if (answers.size === 0) {
    return [{ submission, exercise: only ?? '', notebook: undefined, notGraded: foreign }];
  }
  return [...answers].map(([exercise, [notebook, ...older]]) => ({
    submission,
    exercise,
    notebook,
    notGraded: older.map(({ path }) => `${path}: ${notebook?.path} is newer`),
  }));
}

/** The exercise of a class: the one that most of its notebooks name. */
export function mostFrequent(jobs: readonly Job[]): string | undefined {
  const named = jobs.filter(({ exercise }) => exercise !== '');
  const counts = Map.groupBy(named, ({ exercise }) => exercise);
  return [...counts].sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

function exerciseNamedBy(notebook: HandedIn): string | undefined {
  try {
    const { exercise } = readSubmitted(notebook.load());
    // It becomes part of a path.
    return exercise !== undefined && /^\d\d-[a-z0-9-]{1,80}$/.test(exercise) ? exercise : undefined;
  } catch {
    // What cannot be read is graded as such, and said there.
    return undefined;
  }
}

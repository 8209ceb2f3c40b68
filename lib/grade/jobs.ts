/** The jobs of a class: which notebook of which student is graded as which exercise. */

import { hasExercise } from './assignment.ts';
import type { ReadNotebook, ReadSubmission } from './submitted-notebook.ts';

/** One student's answer to one exercise, not graded yet. */
export interface Job {
  readonly submission: ReadSubmission;
  readonly exercise: string;
  /** Absent where nothing was handed in that could be graded. */
  readonly notebook: ReadNotebook | undefined;
  /** Files that the student has handed in and that are not graded, each with its reason. */
  readonly leftOut: readonly string[];
}

/** A submission's notebooks, the newest first, each with the exercise that it names, if it does. */
interface Named {
  readonly submission: ReadSubmission;
  readonly notebooks: readonly (readonly [ReadNotebook, string | undefined])[];
}

/**
 * The jobs of all submissions: one for each exercise that a student has answered, and one for each
 * student without an answer; of several answers the newest counts.
 *
 * @param only the one exercise that is graded; without it, each notebook says which it is of, and
 * those that do not are of the one that most of the others name
 * @returns undefined where no notebook tells the exercise
 */
export function jobsOf(
  submissions: readonly ReadSubmission[],
  only: string | undefined,
): readonly Job[] | undefined {
  const named = submissions.map(nameNotebooks);
  const usual = only ?? mostFrequent(named);
  return usual === undefined
    ? undefined
    : named.flatMap((each) => jobsOfOne(each, { only, usual }));
}

function jobsOfOne(
  { submission, notebooks }: Named,
  { only, usual }: { readonly only: string | undefined; readonly usual: string },
): readonly Job[] {
  const answers = new Map<string, ReadNotebook[]>();
  const foreign: string[] = [];
  for (const [notebook, exercise = usual] of notebooks) {
    if (exercise === only || (only === undefined && hasExercise(exercise))) {
      answers.set(exercise, [...(answers.get(exercise) ?? []), notebook]);
    } else {
      const unknown = hasExercise(exercise) ? '' : ', which the course has not';
      foreign.push(`${notebook.path}: of ${exercise}${unknown}`);
    }
  }
  const { refused } = submission;
  if (answers.size === 0) {
    const leftOut = [...refused, ...foreign];
    return [{ submission, exercise: usual, notebook: undefined, leftOut }];
  }
  return [...answers].map(([exercise, [notebook, ...older]]) => ({
    submission,
    exercise,
    notebook,
    leftOut: [...refused, ...older.map(({ path }) => `${path}: ${notebook?.path} is newer`)],
  }));
}

function nameNotebooks(submission: ReadSubmission): Named {
  const newestFirst = submission.notebooks.toSorted(
    (a, b) => Number(b.modified) - Number(a.modified) || (a.path > b.path ? -1 : 1),
  );
  return {
    submission,
    notebooks: newestFirst.map((notebook) => [notebook, exerciseNamedBy(notebook)] as const),
  };
}

function mostFrequent(named: readonly Named[]): string | undefined {
  const names = named
    .flatMap(({ notebooks }) => notebooks.map(([, exercise]) => exercise))
    .filter((exercise) => exercise !== undefined)
    .filter(hasExercise);
  const counts = Map.groupBy(names, (name) => name);
  return [...counts].sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

function exerciseNamedBy({ content }: ReadNotebook): string | undefined {
  if ('unreadable' in content) return undefined;
  const { exercise } = content;
  // It becomes part of a path.
  return exercise !== undefined && /^\d\d-[a-z0-9-]{1,80}$/.test(exercise) ? exercise : undefined;
}

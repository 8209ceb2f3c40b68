/** Which notebooks of a class are graded, and as what. */

import { hasExercise } from './assignment.ts';
import type { HandedIn, Submission } from './group.ts';
import { readSubmitted } from './restore.ts';

/** One student's answer to one exercise, not graded yet. */
export interface Job {
  readonly submission: Submission;
  readonly exercise: string;
  /** Absent where nothing was handed in that could be graded. */
  readonly notebook: HandedIn | undefined;
  /** What else this student has handed in, and why it is not graded. */
  readonly notGraded: readonly string[];
}

/** A submission's notebooks, the newest first, each with the exercise that it names, if it does. */
interface Named {
  readonly submission: Submission;
  readonly notebooks: readonly (readonly [HandedIn, string | undefined])[];
}

/**
 * All that is to be graded: one job for each exercise that a student has answered, and one for each
 * student without an answer; of several answers the newest counts.
 *
 * @param only the one exercise that is graded; without it, each notebook says which it is of, and
 * those that do not are of the one that most of the others name
 * @returns undefined where it is not clear which exercise that is
 */
export function jobsOf(
  submissions: readonly Submission[],
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
  const answers = new Map<string, HandedIn[]>();
  const foreign: string[] = [];
  for (const [notebook, exercise = usual] of notebooks) {
    if (exercise === only || (only === undefined && hasExercise(exercise))) {
      answers.set(exercise, [...(answers.get(exercise) ?? []), notebook]);
    } else {
      const unknown = hasExercise(exercise) ? '' : ', which the course has not';
      foreign.push(`${notebook.path}: of ${exercise}${unknown}`);
    }
  }
  if (answers.size === 0) {
    return [{ submission, exercise: usual, notebook: undefined, notGraded: foreign }];
  }
  return [...answers].map(([exercise, [notebook, ...older]]) => ({
    submission,
    exercise,
    notebook,
    notGraded: older.map(({ path }) => `${path}: ${notebook?.path} is newer`),
  }));
}

function nameNotebooks(submission: Submission): Named {
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

function exerciseNamedBy(notebook: HandedIn): string | undefined {
  const content = notebook.load();
  try {
    const { exercise } = readSubmitted(content);
    // It becomes part of a path.
    return exercise !== undefined && /^\d\d-[a-z0-9-]{1,80}$/.test(exercise) ? exercise : undefined;
  } catch {
    // What cannot be read is graded as such, and said there.
    return undefined;
  }
}

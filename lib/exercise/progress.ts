/** A learner's progress: the lessons that were run, and the points of the exercises. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../base/paths.ts';
import { doneMime } from '../lab/base/host.ts';
import { Table } from '../lab/draw/table.ts';
import { codeCells, type Notebook, readNotebook, wirebookMetadata } from '../notebook/format.ts';
import { totalPoints } from './nbgrader.ts';
import { POINTS_MIME } from './points.ts';
import { exerciseFiles, exercisePath } from './release.ts';

/** One lesson and its exercise. */
export interface ProgressRow {
  /** The number they share, such as `02`. */
  readonly number: string;
  /** The lesson's name; absent where there is only an exercise. */
  readonly lesson: string | undefined;
  /** Tells whether the saved notebook shows that its end was reached. */
  readonly isDone: boolean;
  readonly exercise: string | undefined;
  /** Points of the last check that was saved; undefined where there was none. */
  readonly points: number | undefined;
  /** The points of the whole exercise. */
  readonly possible: number;
}

/** {@link ProgressRow}s as a table. */
export class Progress extends Table<ProgressRow> {
  constructor(rows: readonly ProgressRow[]) {
    super(rows, {
      caption: captionOf(rows),
      columns: [
        { title: 'Lesson', value: ({ number, lesson }) => lesson ?? number },
        {
          title: 'Run',
          value: ({ lesson, isDone }) => lesson && (isDone ? 'to its end' : 'not yet'),
        },
        {
          title: 'Exercise',
          value: ({ exercise, points, possible }) =>
            exercise &&
            (points === undefined ? 'not checked yet' : `${points} of ${possible} points`),
        },
      ],
    });
  }
}

/**
 * Reads the progress from the notebooks as they were last saved: nothing else is kept.
 *
 * @example
 * ```ts
 * progress() // in a cell: the table
 * ```
 */
export function progress(): Progress {
  const folder = join(courseRoot, 'notebooks');
  const lessons = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => /^\d\d-[^.]*\.ipynb$/.test(file) && !isAppendix(join(folder, file)))
        .sort()
    : [];
  const exercises = exerciseFiles();
  const numbers = new Set([...lessons, ...exercises].map((name) => name.slice(0, 2)));
  return new Progress(
    [...numbers].sort().map((number) => {
      const lesson = lessons.find((file) => file.startsWith(number));
      const exercise = exercises.find((name) => name.startsWith(number));
      return {
        number,
        lesson: lesson?.replace('.ipynb', ''),
        isDone: lesson !== undefined && savedValue(join(folder, lesson), doneMime) !== undefined,
        exercise,
        points: exercise === undefined ? undefined : pointsOf(exercisePath(exercise)),
        possible: exercise === undefined ? 0 : possibleOf(exercisePath(exercise)),
      };
    }),
  );
}

/** Tells whether a notebook is an appendix, which learners need not run. */
function isAppendix(path: string): boolean {
  const notebook = readIfWhole(path);
  return notebook !== undefined && wirebookMetadata(notebook).appendix === true;
}

function captionOf(rows: readonly ProgressRow[]): string {
  const lessons = rows.filter(({ lesson }) => lesson !== undefined);
  const done = lessons.filter(({ isDone }) => isDone).length;
  const points = rows.reduce((sum, row) => sum + (row.points ?? 0), 0);
  const possible = rows.reduce((sum, row) => sum + row.possible, 0);
  return `${done} of ${lessons.length} lessons run to their end, ${points} of ${possible} points`;
}

function possibleOf(path: string): number {
  const notebook = readIfWhole(path);
  return notebook === undefined ? 0 : totalPoints(notebook);
}

function pointsOf(path: string): number | undefined {
  const { points }: { readonly points?: unknown } = Object(savedValue(path, POINTS_MIME));
  return typeof points === 'number' ? points : undefined;
}

/** The value of a MIME type among the outputs that a notebook was saved with. */
function savedValue(path: string, type: string): unknown {
  const notebook = readIfWhole(path);
  if (notebook === undefined) return undefined;
  for (const { outputs } of codeCells(notebook)) {
    for (const output of outputs) {
      if ('data' in output && output.data[type] !== undefined) return output.data[type];
    }
  }
  return undefined;
}

function readIfWhole(path: string): Notebook | undefined {
  try {
    return readNotebook(path);
  } catch {
    // A notebook that is being written, or broken, shows no progress.
    return undefined;
  }
}

/** How far a learner has come: which lessons were run, and what the exercises earned. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MimeBundle } from '../lab/host.ts';
import { DONE_MIME } from '../lab/host.ts';
import { codeCells, type Notebook, readNotebook } from '../notebook/format.ts';
import { courseRoot } from '../paths.ts';
import { exerciseFiles, exercisePath } from './release.ts';
import { escapeHtml } from './result-html.ts';

/** The type by which a result that was saved with its notebook is known. */
export const POINTS_MIME = 'application/vnd.wirebook.points+json';

/** One lesson and its exercise. */
export interface ProgressRow {
  /** The number they share, such as `02`. */
  readonly number: string;
  /** The lesson's name; absent where there is only an exercise. */
  readonly lesson: string | undefined;
  /** Whether the saved notebook shows that its end was reached. */
  readonly isDone: boolean;
  readonly exercise: string | undefined;
  /** Points of the last check that was saved; undefined where there was none. */
  readonly points: number | undefined;
}

/** A table of {@link ProgressRow}s that a notebook can show. */
export class Progress {
  readonly rows: readonly ProgressRow[];

  constructor(rows: readonly ProgressRow[]) {
    this.rows = rows;
  }

  toString(): string {
    return this.rows.map((row) => cellsOf(row).join('  ')).join('\n');
  }

  [Symbol.for('Jupyter.display')](): MimeBundle {
    const head =
      '<tr><th scope="col">No.</th><th scope="col">Lesson</th><th scope="col">Exercise</th></tr>';
    const rows = this.rows.map((row) => {
      const [number, lesson, exercise] = cellsOf(row).map((text) => escapeHtml(text.trim()));
      return `<tr><th scope="row">${number}</th><td>${lesson}</td><td>${exercise}</td></tr>`;
    });
    return {
      'text/plain': this.toString(),
      'text/html': `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`,
    };
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
        .filter((file) => /^\d\d-.*\.ipynb$/.test(file))
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
        isDone: lesson !== undefined && savedValue(join(folder, lesson), DONE_MIME) !== undefined,
        exercise,
        points: exercise === undefined ? undefined : pointsOf(exercisePath(exercise)),
      };
    }),
  );
}

function cellsOf({ number, lesson, isDone, exercise, points }: ProgressRow): string[] {
  const earned = points === undefined ? 'not checked yet' : `${points} of 10 points`;
  return [
    number,
    (lesson === undefined ? '-' : `${lesson}: ${isDone ? 'done' : 'not run to its end'}`).padEnd(
      50,
    ),
    exercise === undefined ? '-' : `${exercise}: ${earned}`,
  ];
}

function pointsOf(path: string): number | undefined {
  const { points }: { readonly points?: unknown } = Object(savedValue(path, POINTS_MIME));
  return typeof points === 'number' ? points : undefined;
}

/** The value of a MIME type among the outputs that a notebook was saved with. */
function savedValue(path: string, type: string): unknown {
  let notebook: Notebook;
  try {
    notebook = readNotebook(path);
  } catch {
    // A notebook that is being written, or broken, shows no progress.
    return undefined;
  }
  for (const { outputs } of codeCells(notebook)) {
    for (const output of outputs) {
      if ('data' in output && output.data[type] !== undefined) return output.data[type];
    }
  }
  return undefined;
}

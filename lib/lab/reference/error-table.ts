/** The table of errors: causes, remedies, and the lessons in which each is met. */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../../base/paths.ts';
import { errorName, ResolveError } from '../../socket/index.ts';
import { Table } from '../draw/table.ts';
import { type ErrorNote, type ErrorStage, errorNotes } from './error-notes.ts';

/** One error, a row of {@link errorTable}. */
export interface ErrorRow extends ErrorNote {
  /** The number of the error on this machine; undefined for those of Node. */
  readonly number: number | undefined;
  /** The numbers of the lessons that name it, such as `02`. */
  readonly lessons: readonly string[];
}

/** The highest error number of Linux. */
const lastErrno = 133;
/** The last number among the failures to resolve a name. */
const lastEai = 12;

/** The numbers of all errors; those of the resolver are negative. */
const numbers: ReadonlyMap<string, number> = new Map([
  ...numbersTo(lastErrno).map((number) => [errorName(number), number] as const),
  ...numbersTo(lastEai).map(
    (number) => [new ResolveError('getaddrinfo', -number, '').code, -number] as const,
  ),
]);

function numbersTo(most: number): readonly number[] {
  return Array.from({ length: most }, (_, at) => at + 1);
}

/**
 * Errors with their causes and remedies, alphabetically in each stage. The lessons are found by
 * looking for the code in the notebooks as they are now.
 *
 * @param which the errors of a stage, or those with these codes; all of them unless given
 * @example
 * errorTable('connecting').rows[0]?.code; // 'EALREADY'
 * errorTable(['EPIPE']).rows.length; // 1
 */
export function errorTable(which?: ErrorStage | readonly string[]): Table<ErrorRow> {
  const stage = typeof which === 'string' ? which : undefined;
  const codes = typeof which === 'string' ? undefined : which;
  const rows = errorNotes
    .filter((note) => stage === undefined || note.stage === stage)
    .filter((note) => codes === undefined || codes.includes(note.code))
    .map((note) => ({
      ...note,
      number: numbers.get(note.code),
      lessons: lessonsThatName(note.code),
    }));
  return new Table(rows, {
    caption: stage === undefined ? 'Errors' : `Errors while ${stage}`,
    columns: [
      { title: 'Code', value: ({ code }) => code },
      { title: 'Number', value: ({ number }) => number },
      { title: 'Cause', value: ({ cause }) => cause, wraps: true },
      { title: 'What to do', value: ({ remedy }) => remedy, wraps: true },
      { title: 'Lessons', value: ({ lessons }) => lessons.join(', ') },
    ],
    empty: 'There are no errors of this stage.',
  });
}

/** A lesson and the words of its texts and cells. */
interface LessonWords {
  /** The number in its name, such as `02`. */
  readonly number: string;
  readonly words: ReadonlySet<string>;
}

/** The part of a notebook that is searched. */
interface NotebookFile {
  readonly metadata?: { readonly wirebook?: { readonly appendix?: unknown } };
  readonly cells?: readonly { readonly source?: string | readonly string[] }[];
}

let known: { readonly files: string; readonly lessons: readonly LessonWords[] } | undefined;

/**
 * The numbers of the lessons with a word in text or code, such as `EPIPE`. A page that only
 * looks things up, as the reference does, is none.
 */
function lessonsThatName(word: string): readonly string[] {
  return lessons()
    .filter(({ words }) => words.has(word))
    .map(({ number }) => number);
}

function lessons(): readonly LessonWords[] {
  const folder = join(courseRoot, 'notebooks');
  const names = existsSync(folder)
    ? globSync('[0-9][0-9]-*.ipynb', { cwd: folder, exclude: ['*.kept-*'] }).sort()
    : [];
  const texts = names.map((name) => readFileSync(join(folder, name), 'utf8'));
  const files = texts.join('\n');
  if (known?.files !== files) {
    known = { files, lessons: names.flatMap((name, at) => read(name, texts[at] ?? '')) };
  }
  return known.lessons;
}

function read(name: string, text: string): readonly LessonWords[] {
  let notebook: NotebookFile;
  try {
    notebook = JSON.parse(text);
  } catch {
    // A notebook that is being saved is half of one; the next look finds it whole.
    return [];
  }
  if (notebook.metadata?.wirebook?.appendix === true) return [];
  const sources = (notebook.cells ?? []).map(({ source = '' }) =>
    typeof source === 'string' ? source : source.join(''),
  );
  const words = new Set(sources.join('\n').split(/[^A-Za-z0-9_]+/));
  return [{ number: name.slice(0, 2), words }];
}

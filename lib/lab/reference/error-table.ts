/** The table of errors: causes, what to do, and the lessons in which each is met. */

import { errorName, ResolveError } from '../../socket/index.ts';
import { Table } from '../table.ts';
import { type ErrorNote, type ErrorStage, errorNotes } from './error-notes.ts';
import { lessonsThatName } from './lesson-sources.ts';

/** One error, a row of {@link errorTable}. */
export interface ErrorRow extends ErrorNote {
  /** The number of the error on this machine; undefined for those of Node. */
  readonly number: number | undefined;
  /** The numbers of the lessons that name it, such as `02`. */
  readonly lessons: readonly string[];
}

/** The highest error number of Linux. */
const MOST_ERRNO = 133;
/** How many failures to resolve there are. */
const MOST_EAI = 12;

/** The numbers of all errors; those of the resolver are negative. */
const numbers: ReadonlyMap<string, number> = new Map([
  ...numbersTo(MOST_ERRNO).map((number) => [errorName(number), number] as const),
  ...numbersTo(MOST_EAI).map(
    (number) => [new ResolveError('getaddrinfo', -number, '').code, -number] as const,
  ),
]);

function numbersTo(most: number): readonly number[] {
  return Array.from({ length: most }, (_, at) => at + 1);
}

/**
 * Errors with their causes and what to do about them, alphabetically. The lessons are found by
 * looking for the code in the notebooks as they are now.
 *
 * @param stage when the errors come; all of them unless given
 * @example
 * errorTable('connecting').rows[0]?.code; // 'EALREADY'
 */
export function errorTable(stage?: ErrorStage): Table<ErrorRow> {
  const rows = errorNotes
    .filter((note) => stage === undefined || note.stage === stage)
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

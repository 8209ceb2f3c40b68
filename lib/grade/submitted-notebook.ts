/** Notebooks of students, read once: content, exercise and digest belong together. */

import { createHash } from 'node:crypto';
import type { HandedIn, Submission } from './group.ts';

/** A notebook that was handed in, read. */
export interface ReadNotebook {
  readonly path: string;
  readonly modified: Date;
  /** SHA-256 of the file, in hexadecimal. */
  readonly digest: string;
  readonly content: SubmittedNotebook | { readonly unreadable: string };
}

/** The content of a submitted notebook, as far as it could be read. */
export interface SubmittedNotebook {
  /** The exercise that its metadata names. */
  readonly exercise: string | undefined;
  readonly cells: readonly SubmittedCell[];
}

/** A cell of a submission, in any state. */
export interface SubmittedCell {
  readonly gradeId: string | undefined;
  readonly isCode: boolean;
  readonly source: string;
}

/** All that one student has handed in, read. */
export interface ReadSubmission extends Omit<Submission, 'notebooks'> {
  readonly notebooks: readonly ReadNotebook[];
}

/** Longer cells are cut to so many characters. */
const maxCharacters = 200_000;

/** Reads all notebooks of a submission, each file once. */
export function readSubmission(submission: Submission): ReadSubmission {
  return { ...submission, notebooks: submission.notebooks.map(readHandedIn) };
}

function readHandedIn({ path, modified, load }: HandedIn): ReadNotebook {
  const bytes = load();
  const digest = createHash('sha256').update(bytes).digest('hex');
  return { path, modified, digest, content: readOrExplain(bytes) };
}

function readOrExplain(bytes: Buffer): ReadNotebook['content'] {
  try {
    return readSubmitted(bytes);
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Reads a submitted notebook as leniently as can be.
 *
 * @throws {Error} when it is not JSON, or holds no cells
 */
export function readSubmitted(content: Buffer): SubmittedNotebook {
  const value: unknown = JSON.parse(content.toString('utf8').replace(/^\ufeff/, ''));
  const { cells, worksheets, metadata } = Object(value);
  // Format 3 kept its cells in worksheets.
  const list: unknown =
    cells ?? Object(Array.isArray(worksheets) ? worksheets[0] : undefined).cells;
  if (!Array.isArray(list)) throw new Error('it has no cells');
  const exercise: unknown = Object(Object(metadata).wirebook).exercise;
  return {
    exercise: typeof exercise === 'string' ? exercise : undefined,
    cells: list.map((cell: unknown) => {
      const { cell_type: type, source, input, metadata: about } = Object(cell);
      const gradeId: unknown = Object(Object(about).nbgrader).grade_id;
      return {
        gradeId: typeof gradeId === 'string' ? gradeId : undefined,
        isCode: type === 'code',
        source: readSource(source ?? input),
      };
    }),
  };
}

function readSource(source: unknown): string {
  const text = Array.isArray(source)
    ? source.filter((line) => typeof line === 'string').join('')
    : source;
  return typeof text === 'string' ? cut(text).replaceAll('\r\n', '\n') : '';
}

/** The beginning of a text. It is copied, since a slice would keep the whole text in memory. */
function cut(text: string): string {
  return text.length <= maxCharacters ? text : structuredClone(text.slice(0, maxCharacters));
}

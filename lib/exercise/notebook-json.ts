/** Just as much of the notebook format as releasing, checking and grading need. */

import { readFileSync } from 'node:fs';
import { WirebookError } from '../error.ts';

/** A cell, with whatever else a front end has written into it. */
export interface NotebookCell {
  readonly cell_type: 'code' | 'markdown' | 'raw';
  readonly id?: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly source: string | readonly string[];
  readonly outputs?: readonly unknown[];
  readonly execution_count?: number | null;
}

/** A notebook of format 4. */
export interface Notebook {
  readonly cells: readonly NotebookCell[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

/**
 * Reads a notebook.
 *
 * @throws {WirebookError} when the file cannot be read or is no notebook
 */
export function readNotebook(path: string): Notebook {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WirebookError(`Cannot read the notebook ${path}: ${reason}`, { cause: error });
  }
  return parseNotebook(text, path);
}

/** Reads a notebook from its text; `path` is for messages. */
export function parseNotebook(text: string, path: string): Notebook {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    const { cells, metadata } = Object(value);
    if (!Array.isArray(cells) || typeof metadata !== 'object') throw new Error('it has no cells');
    return value as Notebook;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WirebookError(`${path} is no notebook: ${reason}`, { cause: error });
  }
}

/** A notebook as bytes: the same notebook always gives the same ones, in the layout of Jupyter. */
export function formatNotebook(notebook: Notebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** The text of a cell, without Windows line ends. */
export function sourceOf(cell: NotebookCell): string {
  const { source } = cell;
  const text = Array.isArray(source) ? source.join('') : source;
  return typeof text === 'string' ? text.replaceAll('\r\n', '\n') : '';
}

/** Text as the lines of a cell. */
export function toSource(text: string): string[] {
  return text.split(/(?<=\n)/);
}

/** What nbgrader's schema, version 3, says of a cell. */
export interface GradeMetadata {
  readonly schema_version: 3;
  readonly grade_id: string;
  readonly points?: number;
  readonly grade: boolean;
  readonly solution: boolean;
  readonly locked: boolean;
  readonly task: boolean;
}

/** A cell's grading metadata, where it has any. */
export function gradeOf(cell: NotebookCell): GradeMetadata | undefined {
  const grade: unknown = Object(cell.metadata).nbgrader;
  return typeof Object(grade).grade_id === 'string' ? (grade as GradeMetadata) : undefined;
}

/**
 * The notebook format, nbformat 4.5, read so that text is one string, written so that a change of
 * one line is one line in `git diff`.
 *
 * @see https://nbformat.readthedocs.io/en/latest/format_description.html
 */

import { readFileSync } from 'node:fs';
import { WirebookError } from '../base/error.ts';
import { type WriteOptions, writeWhole } from '../base/whole-file.ts';
import { whyNoFile, whyNoNotebook } from './unreadable.ts';

export type Metadata = Readonly<Record<string, unknown>>;

/** Values keyed by MIME type. Text is one string, JSON types are values. */
export type Bundle = Readonly<Record<string, unknown>>;

export type Output =
  | { readonly output_type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly output_type: 'display_data'; readonly data: Bundle; readonly metadata: Metadata }
  | {
      readonly output_type: 'execute_result';
      readonly data: Bundle;
      readonly metadata: Metadata;
      readonly execution_count: number | null;
    }
  | {
      readonly output_type: 'error';
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

interface CellCommon {
  readonly id: string;
  readonly metadata: Metadata;
  readonly source: string;
}

export interface CodeCell extends CellCommon {
  readonly cell_type: 'code';
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

export interface TextCell extends CellCommon {
  readonly cell_type: 'markdown' | 'raw';
  readonly attachments?: Readonly<Record<string, Bundle>>;
}

export type NotebookCell = CodeCell | TextCell;

export interface Notebook {
  readonly nbformat: 4;
  readonly nbformat_minor: number;
  readonly metadata: Metadata;
  readonly cells: readonly NotebookCell[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a notebook.
 *
 * @throws {WirebookError} where there is no such file, or it is not a notebook
 */
export function readNotebook(path: string): Notebook {
  let text: string;
  try {
    text = utf8.decode(readFileSync(path));
  } catch (error) {
    const why = whyNoFile(path, error as NodeJS.ErrnoException);
    throw new WirebookError(`Cannot read ${path}: ${why}`, { cause: error });
  }
  try {
    return parseNotebook(text);
  } catch (error) {
    const why = whyNoNotebook(text, error as Error);
    throw new WirebookError(`Cannot read ${path}: ${why}`, { cause: error });
  }
}

/**
 * Reads a notebook from its text.
 *
 * @throws {Error} with the reason that it is not a notebook
 */
export function parseNotebook(text: string): Notebook {
  const notebook = JSON.parse(text) as Partial<Notebook> | null;
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new Error('not a notebook of format 4');
  }
  return {
    ...(notebook as Notebook),
    metadata: notebook.metadata ?? {},
    cells: notebook.cells.map(joinCell),
  };
}

/** Writes a notebook; a reader never sees half of it. */
export function writeNotebook(path: string, notebook: Notebook, options: WriteOptions = {}): void {
  writeWhole(path, formatNotebook(notebook), options);
}

/** The text of a notebook as nbformat writes it: sorted keys, one space, a line a line. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map(splitCell);
  return `${JSON.stringify(sortKeys({ ...notebook, cells }), null, 1)}\n`;
}

/** The notebook without outputs and execution counts, as it is committed. */
export function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return { ...notebook, cells };
}

/** The code cells, in order. */
export function codeCells(notebook: Notebook): readonly CodeCell[] {
  return notebook.cells.filter((cell) => cell.cell_type === 'code');
}

/** The tags of a cell, such as `raises-exception`. */
export function tagsOf(cell: NotebookCell): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
}

/** The course's own part of the metadata of a notebook or of a cell. */
export function wirebookMetadata(holder: { readonly metadata: Metadata }): Metadata {
  const { wirebook } = holder.metadata;
  return typeof wirebook === 'object' && wirebook !== null ? (wirebook as Metadata) : {};
}

function joinCell(cell: NotebookCell): NotebookCell {
  const common = { metadata: cell.metadata ?? {}, source: joinText(cell.source) };
  if (cell.cell_type !== 'code') return { ...cell, ...common };
  const outputs = (cell.outputs ?? []).map(joinOutput);
  return { ...cell, ...common, execution_count: cell.execution_count ?? null, outputs };
}

function joinOutput(output: Output): Output {
  if (output.output_type === 'stream') return { ...output, text: joinText(output.text) };
  if (!('data' in output)) return output;
  return { ...output, data: mapText(output.data, (value) => joinText(value)) };
}

function splitCell(cell: NotebookCell): unknown {
  const source = splitText(cell.source);
  if (cell.cell_type !== 'code') return { ...cell, source };
  return { ...cell, source, outputs: cell.outputs.map(splitOutput) };
}

function splitOutput(output: Output): unknown {
  if (output.output_type === 'stream') return { ...output, text: splitText(output.text) };
  if (!('data' in output)) return output;
  return {
    ...output,
    data: mapText(output.data, (value) => (typeof value === 'string' ? splitText(value) : value)),
  };
}

/** Maps the values that are text; JSON types keep their value. */
function mapText(data: Bundle, map: (value: unknown) => unknown): Bundle {
  return Object.fromEntries(
    Object.entries(data).map(([type, value]) => [type, isJsonType(type) ? value : map(value)]),
  );
}

function isJsonType(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json');
}

function joinText(text: unknown): string {
  return Array.isArray(text) ? text.join('') : String(text ?? '');
}

function splitText(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sortKeys(each)]));
}

/** What a learner reads when a cell fails. */

import { inspect } from 'node:util';
import { type TypeFault, TypeFaults } from './compiled-cell.ts';
import { cellLine } from './source-position.ts';

/** An error as Jupyter carries it. */
export interface ErrorReport {
  /** The kind of error, such as `TypeError`. */
  readonly ename: string;
  /** What it says. */
  readonly evalue: string;
  /** The lines to show, ready made. */
  readonly traceback: readonly string[];
  /** The line of the cell it happened at, counted from 1. */
  readonly line: number | undefined;
}

/** A cell that was stopped from outside. */
export class Interrupted extends Error {
  constructor() {
    super('the cell was interrupted');
    this.name = 'Interrupted';
  }
}

/**
 * Describes an error to the person who wrote the cell.
 *
 * @param cell the name of the cell that failed, such as `cell 7`
 */
export function reportError(error: unknown, cell: string): ErrorReport {
  return error instanceof TypeFaults ? reportFaults(error, cell) : reportThrown(error, cell);
}

function reportFaults({ faults }: TypeFaults, cell: string): ErrorReport {
  const [first] = faults;
  const inCell = faults.find((fault) => fault.file === undefined);
  return {
    ename: `TypeScript error TS${first?.code}`,
    evalue: first?.message ?? '',
    traceback: faults.flatMap((fault) => describeFault(fault, cell)),
    line: inCell?.start.line,
  };
}

function describeFault(fault: TypeFault, cell: string): readonly string[] {
  const { line, column } = fault.start;
  const width = fault.end.line === line ? fault.end.column - column : 1;
  return [
    `TypeScript error TS${fault.code} at ${fault.file ?? cell}:${line}:${column}`,
    ...(fault.file === undefined ? excerpt(cell, { line, column, width }) : []),
    ...fault.message.split('\n'),
  ];
}

function reportThrown(error: unknown, cell: string): ErrorReport {
  if (!isError(error)) {
    const text = show(error);
    return {
      ename: 'Thrown value',
      evalue: text,
      traceback: [`Thrown value: ${text}`],
      line: undefined,
    };
  }
  const text = error instanceof Interrupted ? `${error.name}: ${error.message}` : show(error);
  const place = new RegExp(String.raw`\b${cell}:(\d+):(\d+)`).exec(text);
  const line = place ? Number(place[1]) : undefined;
  return {
    ename: String(error.name),
    evalue: String(error.message),
    traceback: [
      ...(line === undefined ? [] : excerpt(cell, { line, column: Number(place?.[2]), width: 1 })),
      ...text.split('\n'),
    ],
    line,
  };
}

/** Errors of other realms, such as a `vm` context, are errors too. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

function show(value: unknown): string {
  try {
    return inspect(value, { depth: 3, maxArrayLength: 20, maxStringLength: 2000 });
  } catch (error) {
    return `a value that cannot be shown (${error})`;
  }
}

/** The line of the cell, with carets under the place. */
function excerpt(
  cell: string,
  place: { readonly line: number; readonly column: number; readonly width: number },
): readonly string[] {
  const text = cellLine(cell, place.line);
  if (text === undefined) return [];
  const gutter = String(place.line).length + 2;
  // Tabs stay tabs, so that the caret stands under its character whatever a tab's width.
  const indent = text.slice(0, place.column - 1).replace(/[^\t]/g, ' ');
  const width = Math.max(1, Math.min(place.width, text.length - place.column + 1));
  return [` ${place.line} | ${text}`, `${' '.repeat(gutter)}| ${indent}${'^'.repeat(width)}`];
}

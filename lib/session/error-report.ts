/** The report of a failed cell, as a learner reads it. */

import { inspect, types } from 'node:util';
import type { TypeFault } from '../compile/interface.ts';
import { cellLine } from './source-position.ts';

/** An error as Jupyter carries it. */
export interface ErrorReport {
  /** The kind of error, such as `TypeError`. */
  readonly ename: string;
  /** The message. */
  readonly evalue: string;
  /** The lines to show, ready made. */
  readonly traceback: readonly string[];
  /** The line of the cell it happened at, counted from 1. */
  readonly line: number | undefined;
}

/** A cell that TypeScript refused. */
export class TypeFaults extends Error {
  readonly faults: readonly TypeFault[];

  constructor(refused: readonly TypeFault[]) {
    const faults = refused.map((fault) => ({ ...fault, message: withAdvice(fault) }));
    super(faults.map((fault) => fault.message).join('\n'));
    this.name = 'TypeFaults';
    this.faults = faults;
  }
}

/** Faults of names whose type is told nowhere, which other kernels let pass: "implicitly has an 'any' type". */
const implicitAny: ReadonlySet<number> = new Set([
  7005, 7006, 7008, 7010, 7011, 7018, 7019, 7031, 7034,
]);

/** A message of TypeScript, with the likely cause where a learner would not see it there. */
function withAdvice({ code, message }: TypeFault): string {
  const shorthand = /shorthand property '(.+?)'/.exec(message)?.[1];
  if (code === 18004 && shorthand !== undefined) {
    return `${message}\n${shorthand} is not defined here: run the cell that defines it first, and see that it ran without an error`;
  }
  if (implicitAny.has(code)) {
    return `${message}\nWrite its type, or let a whole cell run unchecked by the line // @ts-nocheck at its beginning`;
  }
  const isPromise = /'Promise<.*'/s.test(message) && !/to type 'Promise</.test(message);
  return isPromise
    ? `${message}\nA promise stands where its value is due: is an await missing?`
    : message;
}

/** A cell that was stopped from outside. */
export class Interrupted extends Error {
  constructor(reason = 'the cell was interrupted') {
    super(reason);
    this.name = 'Interrupted';
  }
}

/**
 * Describes an error to the person who wrote the cell.
 *
 * @param cell the name of the cell that failed, such as `cell 7`
 */
export function reportError(error: unknown, cell: string): ErrorReport {
  // A value that is no error may be a proxy that cannot even be asked for its class.
  return isError(error) && error instanceof TypeFaults
    ? reportFaults(error, cell)
    : reportThrown(error, cell);
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
    ename: textOf(error, 'name'),
    evalue: textOf(error, 'message'),
    traceback: [
      ...(line === undefined ? [] : excerpt(cell, { line, column: Number(place?.[2]), width: 1 })),
      ...text.split('\n'),
    ],
    line,
  };
}

/** Errors of other realms, such as a `vm` context, are errors too. */
function isError(value: unknown): value is Error {
  if (types.isNativeError(value)) return true;
  try {
    return value instanceof Error;
  } catch {
    // A proxy that says nothing of itself.
    return false;
  }
}

/** A field of an error as text; a getter of it may throw. */
function textOf(error: Error, field: 'name' | 'message'): string {
  try {
    return String(error[field]);
  } catch {
    return `(its ${field} cannot be read)`;
  }
}

function show(value: unknown): string {
  try {
    return inspect(value, { depth: 3, maxArrayLength: 20, maxStringLength: 2000 });
  } catch {
    return 'a value that cannot be shown';
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

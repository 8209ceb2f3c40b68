/** Finds the place in a cell that a place in its JavaScript came from. */

import { SourceMap, type SourceMapPayload } from 'node:module';
import type { Position } from '../compile/interface.ts';

interface KnownCell {
  readonly code: string;
  readonly map: string;
  /** Made when a position is first asked for. */
  decoded?: SourceMap;
}

/** The number of cells that are remembered; older ones keep their name and lose their lines. */
const remembered = 2000;
const cells = new Map<string, KnownCell>();

/** Remembers the source of a cell under the name its JavaScript runs by. */
export function rememberCell(name: string, cell: { code: string; map: string }): void {
  cells.set(name, { code: cell.code, map: cell.map });
  const [oldest] = cells.keys();
  if (cells.size > remembered && oldest !== undefined) cells.delete(oldest);
}

/** Tells whether a script is a cell. */
export function isCellName(script: string | null | undefined): script is string {
  return cells.has(script ?? '');
}

/** A line of a cell, counted from 1. */
export function cellLine(name: string, line: number): string | undefined {
  return cells.get(name)?.code.split('\n')[line - 1];
}

/** The position in the cell, or the given one where the map knows none. */
export function toCellPosition(name: string, position: Position): Position {
  const cell = cells.get(name);
  if (cell === undefined || cell.map === '') return position;
  cell.decoded ??= new SourceMap(JSON.parse(cell.map) as SourceMapPayload);
  const entry = cell.decoded.findEntry(position.line - 1, position.column - 1);
  if (!('originalLine' in entry)) return position;
  // The converter puts one line before the cell.
  return { line: Math.max(1, entry.originalLine), column: entry.originalColumn + 1 };
}

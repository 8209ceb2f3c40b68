/** Finds the place in a cell that a place in its JavaScript came from. */

import { SourceMap, type SourceMapPayload } from 'node:module';
import type { Position } from './compiled-cell.ts';

interface KnownCell {
  readonly code: string;
  readonly maps: readonly string[];
  /** The decoded maps, last step first; made when a position is first asked for. */
  decoded?: readonly SourceMap[];
}

/** How many cells are remembered; older ones keep their name and lose their lines. */
const remembered = 2000;
const cells = new Map<string, KnownCell>();

/** Remembers the source of a cell under the name its JavaScript runs by. */
export function rememberCell(name: string, cell: { code: string; maps: readonly string[] }): void {
  cells.set(name, { code: cell.code, maps: cell.maps });
  const [oldest] = cells.keys();
  if (cells.size > remembered && oldest !== undefined) cells.delete(oldest);
}

/** Whether a script is a cell. */
export function isCellName(script: string | null | undefined): script is string {
  return cells.has(script ?? '');
}

/** A line of a cell, counted from 1. */
export function cellLine(name: string, line: number): string | undefined {
  return cells.get(name)?.code.split('\n')[line - 1];
}

/** The position in the cell, or the given one where the maps know none. */
export function toCellPosition(name: string, position: Position): Position {
  const cell = cells.get(name);
  if (cell === undefined) return position;
  cell.decoded ??= cell.maps
    .toReversed()
    .map((map) => new SourceMap(JSON.parse(map) as SourceMapPayload));
  let { line, column } = position;
  for (const map of cell.decoded) {
    const entry = map.findEntry(line - 1, column - 1);
    if (!('originalLine' in entry)) return position;
    line = entry.originalLine + 1;
    column = entry.originalColumn + 1;
  }
  // The converter puts one line before the cell.
  return { line: Math.max(1, line - 1), column };
}

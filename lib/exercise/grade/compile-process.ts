/** The process that compiles the cells of submissions, and runs none of them. */

import { cellCompiler } from '../cell-compiler.ts';
import { compileCells, compileWith } from '../compile-cells.ts';
import type { Precompiled } from '../protocol.ts';

/** Cells to compile, in order. */
export interface CompileRequest {
  readonly id: number;
  readonly sources: readonly string[];
}

/** What has become of them. */
export interface CompileReply {
  readonly id: number;
  readonly compiled: readonly Precompiled[];
}

/** How many cells are remembered: in a class most cells are the same. */
const remembered = 500;

const compileAnew = compileWith(cellCompiler());
const results = new Map<string, Precompiled['result']>();

process.on('disconnect', () => process.exit());
process.on('message', ({ id, sources }: CompileRequest) => {
  // A module that one submission defines must not be there for the next one.
  const alone = sources.some((source) => /@module\b/.test(source));
  const reply: CompileReply = { id, compiled: alone ? [] : compileCells(sources, compile) };
  process.send?.(reply);
});

function compile(source: string, declarations: string): Precompiled['result'] {
  const key = `${declarations}\0${source}`;
  const known = results.get(key);
  if (known !== undefined) return known;
  const result = compileAnew(source, declarations);
  results.set(key, result);
  const [oldest] = results.keys();
  if (results.size > remembered && oldest !== undefined) results.delete(oldest);
  return result;
}

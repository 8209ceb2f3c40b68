/** The process that compiles the cells of submissions, and runs none of them. */

import { TypeFaults } from '../../kernel/compiled-cell.ts';
import { cellCompiler } from '../cell-compiler.ts';
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

const compiler = cellCompiler();
const results = new Map<string, Precompiled['result']>();

process.on('disconnect', () => process.exit());
process.on('message', ({ id, sources }: CompileRequest) => {
  let declarations = '';
  // A module that one submission defines must not be there for the next one.
  const alone = sources.some((source) => /@module\b/.test(source));
  const compiled = (alone ? [] : sources).map((source): Precompiled => {
    const before = declarations;
    const result = compile(source, before);
    if (!('faults' in result)) declarations = result.declarations;
    return { source, declarations: before, result };
  });
  const reply: CompileReply = { id, compiled };
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

function compileAnew(source: string, declarations: string): Precompiled['result'] {
  try {
    return compiler.compile(source, declarations);
  } catch (error) {
    if (error instanceof TypeFaults) return { faults: error.faults };
    throw error;
  }
}

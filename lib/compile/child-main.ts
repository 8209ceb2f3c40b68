/**
 * The process that compiles the cells of a kernel, asked by message: `node compiler-main.js [KEY]`.
 * It keeps what it has compiled under that key, so that no process compiles it again.
 */

import { CellStore } from './cell-store.ts';
import type { CompiledCell, TypeFault, TypeFaults } from './compiled-cell.ts';
import type { Compiler } from './compiler.ts';
import { warmCompiler } from './warm-compiler.ts';

/** The name of a compiler's method, and what it is called with. */
export type Question = {
  readonly [Method in keyof Compiler]: {
    readonly method: Method;
    readonly args: Parameters<Compiler[Method]>;
  };
}[keyof Compiler];

/** What the kernel asks. */
export type CompilerRequest = Question & { readonly id: number };

/** What it is answered: a value, or why there is none. */
export interface CompilerReply {
  readonly id: number;
  readonly value?: unknown;
  readonly faults?: readonly TypeFault[];
  readonly error?: string;
}

// A terminal sends Ctrl-C to the kernel, which stops the cell, and to this process beside it.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());

const [key] = process.argv.slice(2);
// Before anything is read that what it keeps is made from.
const store = key === undefined ? undefined : new CellStore(key);
const compiler = warmCompiler();

process.on('message', (request: CompilerRequest) => {
  const reply = answer(request);
  process.send?.(reply);
  if (request.method !== 'compile' || reply.value === undefined) return;
  const [code, declarations] = request.args;
  // The answer's type is that of the method.
  store?.keep({ code, declarations }, reply.value as CompiledCell);
});

function answer({ id, method, args }: CompilerRequest): CompilerReply {
  try {
    // The request's type has paired each method with its own arguments.
    const call = compiler[method] as (...args: readonly unknown[]) => unknown;
    return { id, value: call.apply(compiler, args) };
  } catch (error) {
    // Not by its class, of which a snapshot has its own.
    const { faults } = error as Partial<TypeFaults>;
    if (faults !== undefined) return { id, faults };
    return { id, error: `the compiler failed: ${(error as Error).stack ?? error}` };
  }
}

/**
 * The process that compiles cells and runs none of them, asked by message: `node child-main.js [KEY]`.
 * It keeps compiled cells under that key, so that no process compiles them again.
 */

import type { InProcessCompiler } from './in-process.ts';
import type { Compiled } from './interface.ts';
import { loadCompiler } from './load.ts';
import { CellStore } from './stored.ts';

/** The name of a compiler's method, and its arguments. */
export type Question = {
  readonly [Method in keyof InProcessCompiler]: {
    readonly method: Method;
    readonly args: Parameters<InProcessCompiler[Method]>;
  };
}[keyof InProcessCompiler];

export type CompilerRequest = Question & { readonly id: number };

/** A value, or the reason why there is none. */
export interface CompilerReply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

// A terminal sends Ctrl-C to the kernel, which stops the cell, and to this process beside it.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());

const [key] = process.argv.slice(2);
// Before the compiler reads anything that the key stands for.
const store = key === undefined ? undefined : new CellStore(key);
const compiler = loadCompiler();

process.on('message', (request: CompilerRequest) => {
  const reply = answer(request);
  process.send?.(reply);
  if (request.method !== 'compile' || reply.value === undefined) return;
  // The answer's type is that of the method.
  store?.keep(request.args[0], reply.value as Compiled);
});

function answer({ id, method, args }: CompilerRequest): CompilerReply {
  try {
    // The request's type has paired each method with its own arguments.
    const call = compiler[method] as (...args: readonly unknown[]) => unknown;
    return { id, value: call.apply(compiler, args) };
  } catch (error) {
    return { id, error: `the compiler failed: ${(error as Error).stack ?? error}` };
  }
}

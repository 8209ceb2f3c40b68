import { createRequire } from 'node:module';
import { moduleExtension } from '../paths.ts';
import type { Compiler } from './compiler.ts';
import { snapshotContents } from './snapshot-contents.ts';

/** The compiler of the snapshot this process was started from; without one, a new compiler. */
export function warmCompiler(): Compiler {
  return snapshotContents()?.compiler ?? loadCompiler();
}

/** Loads a compiler, which takes a second; only where it must, for it is never unloaded. */
export function loadCompiler(): Compiler {
  const require = createRequire(import.meta.url);
  // The module's type is known; `require` alone does not know it.
  const { Compiler: Loaded } = require(`./compiler${moduleExtension}`) as {
    readonly Compiler: new () => Compiler;
  };
  return new Loaded();
}

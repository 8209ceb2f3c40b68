/** Loads the compiler into this process: from the snapshot that it was started from, or anew. */

import { createRequire } from 'node:module';
import { moduleExtension } from '../base/paths.ts';
import type { InProcessCompiler } from './in-process.ts';
import { snapshotContents } from './snapshot/contents.ts';

let loaded: InProcessCompiler | undefined;

/** The compiler of this process. Without a snapshot it takes a second to load, and is never unloaded. */
export function loadCompiler(): InProcessCompiler {
  const compiler = loaded ?? snapshotContents()?.compiler ?? newCompiler();
  loaded = compiler;
  return compiler;
}

function newCompiler(): InProcessCompiler {
  const require = createRequire(import.meta.url);
  // The module's type is known; `require` alone does not know it.
  const { InProcessCompiler: Compiler } = require(`./in-process${moduleExtension}`) as {
    readonly InProcessCompiler: new () => InProcessCompiler;
  };
  return new Compiler();
}

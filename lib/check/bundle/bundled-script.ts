/** A bundle as V8 takes it. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, Script } from 'node:vm';

/**
 * Reads the bundle at `filename`, ready to run.
 *
 * @param code what V8 made of it earlier; where it does not fit, V8 compiles anew
 */
export function readBundle(filename: string, code?: Buffer): Script {
  // The bundle is all ASCII, so that V8 need not look at it twice.
  const source = `(function (require) {${readFileSync(filename, 'latin1')}\n})`;
  return new Script(source, {
    filename,
    ...(code === undefined ? {} : { cachedData: code }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

/** Runs what was read. */
export function runBundle(script: Script, filename: string): void {
  const run: unknown = script.runInThisContext();
  (run as (require: NodeJS.Require) => void)(createRequire(filename));
}

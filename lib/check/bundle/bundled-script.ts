/** A bundle as a script of V8. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, Script } from 'node:vm';

/**
 * Reads the bundle at `filename`, ready to run.
 *
 * @param code code that V8 compiled of it earlier; where it does not fit, V8 compiles anew
 */
export function readBundle(filename: string, code?: Buffer): Script {
  // The bundle is all ASCII, so V8 need not decode it.
  const source = `(function (require) {${readFileSync(filename, 'latin1')}\n})`;
  return new Script(source, {
    filename,
    ...(code === undefined ? {} : { cachedData: code }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

/** Runs a bundle that {@link readBundle} has read. */
export function runBundle(script: Script, filename: string): void {
  const run: unknown = script.runInThisContext();
  // The source that readBundle() makes is a function of require.
  (run as (require: NodeJS.Require) => void)(createRequire(filename));
}

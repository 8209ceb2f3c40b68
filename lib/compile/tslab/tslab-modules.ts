/** Loads tslab with a shim in the place of its fork of TypeScript. */

import { createRequire, Module } from 'node:module';

export type TslabModules = typeof import('tslab/dist/converter.js') &
  typeof import('tslab/dist/metadata.js');

/** Loads tslab's converter so that its `require` of the fork answers with `shim`. */
export function requireWithFork(shim: object): TslabModules {
  const require = createRequire(import.meta.url);
  const converter = require.resolve('tslab/dist/converter.js');
  const fork = createRequire(converter).resolve('@tslab/typescript-for-tslab');
  const module = new Module(fork);
  Object.assign(module, { filename: fork, loaded: true, exports: shim });
  require.cache[fork] = module;
  // One that is there already has the fork that was there before it.
  delete require.cache[converter];
  const modules: unknown = { ...require(converter), ...require('tslab/dist/metadata.js') };
  return modules as TslabModules;
}

/**
 * Starts a process from its bundle, and keeps what V8 compiles of it: `train.cjs NAME`. A process of a
 * check is ended by force, so it is kept anew whenever the process has something to say.
 */

import { writeFileSync } from 'node:fs';
import { readBundle, runBundle } from './bundled-script.ts';

const name = `${import.meta.dirname}/${process.argv[2]}`;
const bundle = `${name}-bundle.cjs`;
const script = readBundle(bundle);
const send = process.send?.bind(process) as (message: unknown, ...rest: unknown[]) => boolean;
process.send = (message: unknown, ...rest: unknown[]) => {
  writeFileSync(`${name}.code`, script.createCachedData());
  return send(message, ...rest);
};
runBundle(script, bundle);

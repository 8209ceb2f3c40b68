/**
 * Starts a process from its bundle: `start.cjs NAME`, or `start.cjs NAME --keep-code`, which writes
 * beside the bundle the code that V8 compiles of it. This module is built to a file of its own.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { readBundle, runBundle } from './bundled-script.ts';

const [name = '', option] = process.argv.slice(2);
const bundle = `${import.meta.dirname}/${name}-bundle.cjs`;
const code = `${import.meta.dirname}/${name}.code`;

if (option === '--keep-code') {
  const script = readBundle(bundle);
  const send = process.send?.bind(process) as (message: unknown, ...rest: unknown[]) => boolean;
  // A process of a check is killed at its end, so the code is written with each message it sends.
  process.send = (message: unknown, ...rest: unknown[]) => {
    writeFileSync(code, script.createCachedData());
    return send(message, ...rest);
  };
  runBundle(script, bundle);
} else runBundle(readBundle(bundle, readFileSync(code)), bundle);

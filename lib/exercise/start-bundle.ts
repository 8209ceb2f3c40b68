/** Starts a process from its bundle: `start.cjs NAME`, where it becomes a file of its own. */

import { readFileSync } from 'node:fs';
import { readBundle, runBundle } from './bundled-script.ts';

const name = `${import.meta.dirname}/${process.argv[2]}`;
const bundle = `${name}-bundle.cjs`;
runBundle(readBundle(bundle, readFileSync(`${name}.code`)), bundle);

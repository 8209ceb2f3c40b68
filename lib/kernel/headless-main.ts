/** The process a notebook is run in where there is no start-up snapshot. */

import { Compiler } from './compiler.ts';
import { serveHeadless } from './headless-process.ts';

serveHeadless(new Compiler());

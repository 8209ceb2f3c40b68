/**
 * The classes of mocha that run tests, without its reporters and its command line, which take most
 * of the time that mocha needs to load: each check starts a process that waits for it.
 */

import { createRequire } from 'node:module';
import type Mocha from 'mocha';

const require = createRequire(import.meta.url);

// The types of these files are those of the whole package; it declares none for the files alone.
export const { Runner } = require('mocha/lib/runner.js') as Pick<typeof Mocha, 'Runner'>;
export const { Suite } = require('mocha/lib/suite.js') as Pick<typeof Mocha, 'Suite'>;
export const { Test } = require('mocha/lib/test.js') as Pick<typeof Mocha, 'Test'>;

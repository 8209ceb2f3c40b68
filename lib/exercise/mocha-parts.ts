/**
 * The classes of mocha that run tests, without its reporters and its command line, which take most
 * of the time that mocha needs to load: each check starts a process that waits for it.
 */

export { Runner } from 'mocha/lib/runner.js';
export { Suite } from 'mocha/lib/suite.js';
export { Test } from 'mocha/lib/test.js';

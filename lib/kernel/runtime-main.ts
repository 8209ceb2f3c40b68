/**
 * The script of a process that is started from the snapshot: `kernel-runtime.cjs NAME [ARGUMENT]`
 * calls the function of that name.
 */

import * as start from './start.ts';

const [, , name, argument = ''] = process.argv;
if (name === 'startHeadless') start.startHeadless();
else void start.startKernel(argument);

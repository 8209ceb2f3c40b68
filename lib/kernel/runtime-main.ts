/**
 * The script of a process that is started from the snapshot: `kernel-runtime.cjs NAME [ARGUMENT]`
 * calls the function of that name.
 */

import { forgetHugePages } from './huge-pages.ts';
import * as start from './start.ts';

forgetHugePages(process.env);
const [, , name, argument = ''] = process.argv;
if (name === 'startHeadless') start.startHeadless();
else void start.startKernel(argument);

/** Installs the kernel for the course: `node install.js [ENVIRONMENT]`, called by the setup. */

import { resolve } from 'node:path';
import { installKernelspec } from './kernelspec.ts';

const [environment] = process.argv.slice(2);
console.log(installKernelspec(environment === undefined ? undefined : resolve(environment)));

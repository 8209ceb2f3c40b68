/** The checks of an exercise, from the one file that esbuild has made of them. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { courseRoot } from '../paths.ts';
import type { Exercise } from './define.ts';

/** Packages that the harness has in itself, also where all of it was put into one file. */
const packages: Readonly<Record<string, () => Promise<object>>> = {
  chai: () => import('chai'),
  wirebook: () => import('../index.ts'),
  'wirebook/exercise': () => import('./index.ts'),
};

/** Evaluates checks. Each time anew: what one run has left in a variable is not there in the next. */
export async function loadChecks(source: string): Promise<Exercise<unknown>> {
  const own = await packagesOf(source);
  const native = createRequire(join(courseRoot, 'package.json'));
  const require = (name: string): unknown => own.get(name) ?? native(name);
  const module = { exports: {} as { default?: Exercise<unknown> } };
  const filename = join(courseRoot, 'checks.cjs');
  compileFunction(source, ['require', 'module', 'exports'], { filename })(
    require,
    module,
    module.exports,
  );
  if (module.exports.default === undefined) throw new Error('The checks export no exercise');
  return module.exports.default;
}

/** Those packages that checks import. */
async function packagesOf(source: string): Promise<ReadonlyMap<string, object>> {
  const wanted = Object.entries(packages).filter(([name]) => source.includes(`require("${name}")`));
  return new Map(
    await Promise.all(wanted.map(async ([name, load]) => [name, await load()] as const)),
  );
}

/** The checks of an exercise, from the one file that esbuild has made of them. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { courseRoot } from '../base/paths.ts';
import type { Exercise } from './scene/define.ts';

/** Packages that the harness contains, in its bundle too. */
const packages: Readonly<Record<string, () => Promise<object>>> = {
  chai: () => import('chai'),
  wirebook: () => import('../index.ts'),
  'wirebook/exercise': () => import('./scene/index.ts'),
};

/** Evaluates checks, each time anew, so that no variable keeps a value from one run to the next. */
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

/** Loads the packages that the checks import. */
async function packagesOf(source: string): Promise<ReadonlyMap<string, object>> {
  const wanted = Object.entries(packages).filter(([name]) => source.includes(`require("${name}")`));
  return new Map(
    await Promise.all(wanted.map(async ([name, load]) => [name, await load()] as const)),
  );
}

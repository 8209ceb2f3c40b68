/** Bundles an exercise's checks. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildInMemory } from '../base/bundle.ts';
import { WirebookError } from '../base/error.ts';
import { courseRoot } from '../base/paths.ts';

/** The path of the checks of the exercise `name`, in the course's own repository. */
export function checksFile(name: string): string {
  return join(courseRoot, 'solutions', `${name}.checks.ts`);
}

/** Compiles the checks of `name` to one CommonJS file; packages stay outside. */
export async function bundleChecks(name: string): Promise<string> {
  const file = checksFile(name);
  if (!existsSync(file)) throw new WirebookError(`There is no ${file}`);
  const [output] = await buildInMemory({
    absWorkingDir: courseRoot,
    entryPoints: [file],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    packages: 'external',
    minifyWhitespace: true,
    logLevel: 'silent',
  });
  if (output === undefined) throw new WirebookError(`esbuild made nothing of ${file}`);
  return output.text;
}

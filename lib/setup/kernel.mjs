/** Steps: the kernelspec that front ends find the kernel by, and the kernel's start-up snapshot. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildStamp } from './build.mjs';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';
import { digest, readStamp, removeStamp, writeStamp } from './stamp.mjs';

export const kernelSpec = madeByBuild({
  title: 'Jupyter kernel',
  megabytes: 1,
  module: 'install.js',
  product: join('.venv', 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json'),
});

export const kernelSnapshot = madeByBuild({
  title: 'kernel snapshot',
  megabytes: 80,
  module: 'make-snapshot.js',
  product: join('.venv', 'share', 'jupyter', 'kernels', 'tslab', 'kernel.snapshot'),
});

/**
 * A step that runs a module of the build whenever the build changed.
 *
 * @param {{ title: string, megabytes: number, module: string, product: string }} step
 *   `product` is the file that the module makes
 */
function madeByBuild({ title, megabytes, module, product }) {
  const script = (/** @type {string} */ root) => join(root, 'lib', 'dist', 'kernel', module);
  const stampFile = (/** @type {string} */ root) => join(root, `${product}.made-from`);
  const wanted = (/** @type {string} */ root) => digest([buildStamp(root) ?? '', root]);
  return {
    title,
    megabytes,
    isDone(/** @type {string} */ root) {
      if (!existsSync(script(root))) return true;
      return existsSync(join(root, product)) && readStamp(stampFile(root)) === wanted(root);
    },
    async install(/** @type {string} */ root) {
      removeStamp(stampFile(root));
      const node = join(root, 'node_modules', '.bin', 'node');
      const { code, output } = await run(node, [script(root)], { cwd: root });
      if (code !== 0 || !existsSync(join(root, product))) {
        throw new Problem(
          `Cannot make the ${title} (${relative(root, script(root))} ended with ${code}): ` +
            "run 'git status' to see what was changed, and the same command again",
          { output },
        );
      }
      writeStamp(stampFile(root), wanted(root));
    },
  };
}

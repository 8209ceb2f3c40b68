/**
 * Steps that the build itself carries out: the kernelspec that front ends find the kernel by, the
 * kernel's start-up snapshot, the cells of the lessons as it compiles them, and the processes of a
 * check in one file each.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildStamp } from './build.mjs';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';
import { digest, readStamp, removeStamp, writeStamp } from './stamp.mjs';

const kernelFolder = '.venv/share/jupyter/kernels/tslab';

export const kernelSpec = madeByBuild({
  title: 'Jupyter kernel',
  megabytes: 1,
  module: 'kernel/install.js',
  folder: kernelFolder,
  products: ['kernel.json'],
});

export const kernelSnapshot = madeByBuild({
  title: 'kernel snapshot',
  megabytes: 80,
  module: 'kernel/make-start-files.js',
  folder: kernelFolder,
  products: [
    'kernel.snapshot',
    'kernel-bundle.cjs',
    'headless-bundle.cjs',
    'package-bundle.cjs',
    'kernel-snapshot.key',
  ],
});

export const compiledLessons = madeByBuild({
  title: 'compiled lessons',
  megabytes: 8,
  module: 'compile/compile-lessons.js',
  folder: 'dist/cache',
  products: ['cells'],
});

export const checkProcesses = madeByBuild({
  title: 'exercise checker',
  megabytes: 4,
  module: 'check/bundle/make-bundles.js',
  folder: 'lib/dist/check/processes',
  products: [
    'key',
    'start.cjs',
    'harness-bundle.cjs',
    'harness.code',
    'learner-bundle.cjs',
    'learner.code',
  ],
});

/**
 * A step that runs a module of the build whenever what the module reads has changed.
 *
 * @param {{ title: string, megabytes: number, module: string, folder: string, products: readonly string[] }} step
 *   `products` are the files that the module makes in `folder`
 */
function madeByBuild({ title, megabytes, module, folder, products }) {
  const script = (/** @type {string} */ root) => join(root, 'lib', 'dist', module);
  const stampFile = (/** @type {string} */ root) => join(root, folder, `${products[0]}.made-from`);
  const isMade = (/** @type {string} */ root) =>
    products.every((name) => existsSync(join(root, folder, name)));
  return {
    title,
    megabytes,
    isDone(/** @type {string} */ root) {
      if (!existsSync(script(root))) return true;
      return isMade(root) && readStamp(stampFile(root)) === wanted(root);
    },
    async install(/** @type {string} */ root) {
      removeStamp(stampFile(root));
      const node = join(root, 'node_modules', '.bin', 'node');
      const { code, output } = await run(node, [script(root)], { cwd: root });
      if (code !== 0 || !isMade(root)) {
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

/** The digest by which a kernel, too, judges its snapshot. @param {string} root */
function wanted(root) {
  const files = ['node_modules/.package-lock.json', 'lib/dist/.tsbuildinfo'];
  const parts = files.map((file) => join(root, file)).filter((file) => existsSync(file));
  return digest([buildStamp(root) ?? '', root, ...parts.map((file) => readFileSync(file))]);
}

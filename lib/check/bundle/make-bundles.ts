/** Makes one file of each process of a check: `node make-bundles.js`, called by the setup. */

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { keepUrls, nodeBundle } from '../../base/bundle.ts';
import { moduleExtension } from '../../base/paths.ts';
import { compileInOrder } from '../../compile/given.ts';
import { loadCompiler } from '../../compile/load.ts';
import { snapshotKey } from '../../compile/snapshot/snapshot-file.ts';
import { HarnessPool } from '../harness-process.ts';
import { runChecks } from '../run-checks.ts';
import { bundleFiles, bundleFlags, type ProcessName } from './bundled-process.ts';
import { trainingCells } from './training.ts';

const here = import.meta.dirname;

const common: BuildOptions = { ...nodeBundle, charset: 'ascii' };

const currentKey = snapshotKey();
const { folder } = bundleFiles;
mkdirSync(dirname(folder), { recursive: true });
const unfinished = mkdtempSync(`${folder}.`);
// The sandbox reads these files as the user nobody.
chmodSync(unfinished, 0o755);

/** Makes one file of the module that starts bundles; it needs nothing but Node. */
async function bundleStarter(): Promise<void> {
  await build({
    ...common,
    entryPoints: [join(here, `start-bundle${moduleExtension}`)],
    outfile: join(unfinished, 'start.cjs'),
    packages: 'external',
    define: { 'import.meta.dirname': '__dirname' },
  });
}

async function bundle(name: ProcessName, contents: string): Promise<void> {
  await build({
    ...common,
    stdin: { contents, resolveDir: here },
    outfile: join(unfinished, `${name}-bundle.cjs`),
    // Names are kept, since learners see some of them in messages about their sockets.
    minifyWhitespace: true,
    minifySyntax: true,
    // Native, or too large to be needed in a check.
    external: [
      '@koromix/*',
      '@peculiar/x509',
      'esbuild',
      'reflect-metadata',
      'typescript',
      'tslab',
      'vega',
      'vega-lite',
    ],
    plugins: [lazyBuiltins, withoutDebug, keepUrls],
  });
}

/**
 * The learner's process contains the package that cells import. Sockets are loaded at once, and the
 * rest with the first use of any of it.
 */
function learnerWith(exported: readonly string[]): string {
  return `
const { createRequire, Module } = require('node:module');
const socket = require('../../socket/index${moduleExtension}');
const { openExercise } = require('../open-exercise${moduleExtension}');
require('../run-cells${moduleExtension}');
require('../learner${moduleExtension}');
const exports = Object.assign(Object.create(null), socket, { openExercise });
for (const name of ${JSON.stringify(exported)}) {
  if (name in exports) continue;
  const get = () => require('../../index${moduleExtension}')[name];
  Object.defineProperty(exports, name, { enumerable: true, get });
}
const native = createRequire(${JSON.stringify(import.meta.url)});
const filename = native.resolve('wirebook');
native.cache[filename] = Object.assign(new Module(filename), { filename, loaded: true, exports });
`;
}

/** Loads those modules of Node that few checks need with their first use. */
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup(build) {
    const filter =
      /^node:(child_process|crypto|dgram|dns|dns\/promises|util|v8|worker_threads|zlib)$/;
    build.onResolve({ filter }, ({ path, namespace }) =>
      namespace === 'lazy' ? { path, external: true } : { path, namespace: 'lazy' },
    );
    build.onLoad({ filter: /./, namespace: 'lazy' }, async ({ path }) => ({
      contents: `let module;
        for (const name of ${JSON.stringify(Object.keys(await import(path)))}) {
          const get = () => (module ??= require('${path}'))[name];
          Object.defineProperty(exports, name, { enumerable: true, get });
        }`,
    }));
  },
};

/** Leaves out mocha's own debugging output and the package that writes it. */
const withoutDebug: Plugin = {
  name: 'without-debug',
  setup(build) {
    build.onResolve({ filter: /^debug$/ }, ({ path }) => ({ path, namespace: 'silent' }));
    build.onLoad({ filter: /./, namespace: 'silent' }, () => ({
      contents: 'module.exports = () => () => {};',
    }));
  },
};

/** Runs a check in processes that keep the code that V8 compiles. */
async function train(): Promise<void> {
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin' };
  const starter = join(unfinished, 'start.cjs');
  const start = (name: ProcessName) => [...bundleFlags, starter, name, '--keep-code'];
  const cells = trainingCells.map((source, index) => ({ id: `cell-${index}`, source }));
  // As in a grading, and because a learner's process on a busy machine loads no compiler in time.
  const compiled = await compileInOrder(trainingCells, loadCompiler());
  const checks = join(unfinished, 'checks.cjs');
  await build({
    ...common,
    entryPoints: [join(here, `training${moduleExtension}`)],
    outfile: checks,
    packages: 'external',
  });
  const { stopped, interrupted } = await runChecks({
    checks: readFileSync(checks, 'utf8'),
    host: '127.0.0.1',
    seed: 1,
    harnesses: new HarnessPool(
      { file: process.execPath, args: start('harness'), env },
      { lasting: false },
    ),
    learner: {
      command: {
        file: process.execPath,
        args: start('learner'),
        env,
        cwd: unfinished,
        task: { type: 'cells', folder: unfinished, cells, compiled },
        timeout: 60_000,
      },
    },
  });
  rmSync(checks);
  if (stopped !== undefined || interrupted !== undefined) {
    throw new Error(`The processes of a check cannot be trained: ${stopped ?? interrupted}`);
  }
}

try {
  const wirebook = Object.keys(await import('../../index.ts'));
  await Promise.all([
    bundle('harness', `import '../harness${moduleExtension}';`),
    bundle('learner', learnerWith(wirebook)),
    bundleStarter(),
  ]);
  await train();
  writeFileSync(join(unfinished, 'key'), currentKey);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
} finally {
  rmSync(unfinished, { recursive: true, force: true });
}
console.log(folder);

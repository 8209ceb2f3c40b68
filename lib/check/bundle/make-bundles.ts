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
import { snapshotKey } from '../kernel/snapshot-file.ts';
import { moduleExtension } from '../paths.ts';
import { bundleFiles, bundleFlags, type ProcessName } from './bundled-process.ts';
import { cellCompiler } from './cell-compiler.ts';
import { compileCells, compileWith } from './compile-cells.ts';
import { decide } from './decide.ts';
import { HarnessPool } from './harness-process.ts';
import { trainingCells } from './training.ts';

const here = import.meta.dirname;

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  charset: 'ascii',
  target: `node${process.versions.node}`,
  logLevel: 'error',
};

const currentKey = snapshotKey();
const { folder } = bundleFiles;
mkdirSync(dirname(folder), { recursive: true });
const unfinished = mkdtempSync(`${folder}.`);
// In a sandbox they are read by nobody.
chmodSync(unfinished, 0o755);

/** Makes one file of a module that needs nothing but Node. */
async function single(name: string, outfile: string): Promise<void> {
  await build({
    ...common,
    entryPoints: [join(here, `${name}${moduleExtension}`)],
    outfile,
    packages: 'external',
    define: { 'import.meta.dirname': '__dirname' },
  });
}

async function bundle(name: ProcessName, contents: string): Promise<void> {
  await build({
    ...common,
    stdin: { contents, resolveDir: here },
    outfile: join(unfinished, `${name}-bundle.cjs`),
    // Names stay: learners see some of them in what is said of their sockets.
    minifyWhitespace: true,
    minifySyntax: true,
    // Native, or too large to be needed in a check.
    external: ['@koromix/*', 'esbuild', 'typescript', 'tslab', 'vega', 'vega-lite'],
    define: { 'import.meta.url': JSON.stringify(import.meta.url) },
    plugins: [lazyBuiltins, withoutDebug],
  });
}

/**
 * The learner's process has the package that cells import in itself. Sockets are there at once, and
 * the rest when the first of it is looked at.
 */
function learnerWith(exported: readonly string[]): string {
  return `
const { createRequire, Module } = require('node:module');
const socket = require('../socket/index${moduleExtension}');
const { openExercise } = require('./open${moduleExtension}');
require('./run-cells${moduleExtension}');
require('./learner${moduleExtension}');
const exports = Object.assign(Object.create(null), socket, { openExercise });
for (const name of ${JSON.stringify(exported)}) {
  if (name in exports) continue;
  const get = () => require('../index${moduleExtension}')[name];
  Object.defineProperty(exports, name, { enumerable: true, get });
}
const native = createRequire(${JSON.stringify(import.meta.url)});
const filename = native.resolve('wirebook');
native.cache[filename] = Object.assign(new Module(filename), { filename, loaded: true, exports });
`;
}

/** Loads of Node's own modules those that few checks need only when something of them is used. */
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

/** What mocha logs for those who mend mocha is written nowhere here, and its package is not loaded. */
const withoutDebug: Plugin = {
  name: 'without-debug',
  setup(build) {
    build.onResolve({ filter: /^debug$/ }, ({ path }) => ({ path, namespace: 'silent' }));
    build.onLoad({ filter: /./, namespace: 'silent' }, () => ({
      contents: 'module.exports = () => () => {};',
    }));
  },
};

/** Runs a check in processes that keep what V8 compiles. */
async function train(): Promise<void> {
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin' };
  const start = (name: ProcessName) => [...bundleFlags, join(unfinished, 'train.cjs'), name];
  const cells = trainingCells.map((source, index) => ({ id: `cell-${index}`, source }));
  // As in a grading, and because a learner's process on a busy machine loads no compiler in time.
  const compiled = compileCells(trainingCells, compileWith(cellCompiler()));
  const checks = join(unfinished, 'checks.cjs');
  await build({
    ...common,
    entryPoints: [join(here, `training${moduleExtension}`)],
    outfile: checks,
    packages: 'external',
  });
  const { stopped, interrupted } = await decide({
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
        patience: 60_000,
      },
    },
  });
  rmSync(checks);
  if (stopped !== undefined || interrupted !== undefined) {
    throw new Error(`The processes of a check cannot be trained: ${stopped ?? interrupted}`);
  }
}

try {
  const wirebook = Object.keys(await import('../index.ts'));
  await Promise.all([
    bundle('harness', `import './harness${moduleExtension}';`),
    bundle('learner', learnerWith(wirebook)),
    ...['start', 'train'].map((file) => single(`${file}-bundle`, join(unfinished, `${file}.cjs`))),
  ]);
  await train();
  rmSync(join(unfinished, 'train.cjs'));
  writeFileSync(join(unfinished, 'key'), currentKey);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
} finally {
  rmSync(unfinished, { recursive: true, force: true });
}
console.log(folder);

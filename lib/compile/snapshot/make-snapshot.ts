/** Makes the compiler's start-up snapshot: bundles the compiler, runs it, and keeps its heap. */

import { execFile } from 'node:child_process';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { keepUrls, nodeBundle } from '../../base/bundle.ts';
import { entryPoint } from '../../base/paths.ts';
import { snapshotFiles, stoppableCallbacks } from './snapshot-file.ts';

/** The most time that making it may take, in milliseconds. */
const buildTimeout = 120_000;

export async function makeSnapshot(): Promise<void> {
  const { folder, snapshot } = snapshotFiles;
  const entry = join(folder, 'snapshot-entry.cjs');
  const unfinished = `${snapshot}.${process.pid}.tmp`;
  try {
    await build({
      ...nodeBundle,
      entryPoints: [entryPoint(import.meta.url, './entry')],
      outfile: entry,
      // The source of the compiler is part of the snapshot: the less of it, the sooner the start.
      minify: true,
      plugins: [withFork, withOwnPaths, keepUrls],
    });
    await promisify(execFile)(
      process.execPath,
      [stoppableCallbacks, '--snapshot-blob', unfinished, '--build-snapshot', entry],
      { timeout: buildTimeout },
    );
    renameSync(unfinished, snapshot);
  } finally {
    rmSync(entry, { force: true });
    rmSync(unfinished, { force: true });
  }
}

/** Puts the shim where tslab looks for its fork, without the module cache that a bundle lacks. */
const withFork: Plugin = {
  name: 'with-fork',
  setup(build) {
    const fork = "globalThis[Symbol.for('wirebook.fork')]";
    build.onResolve({ filter: /^@tslab\/typescript-for-tslab$/ }, ({ path }) => ({
      path,
      namespace: 'fork',
    }));
    build.onLoad({ filter: /./, namespace: 'fork' }, () => ({
      contents: `module.exports = ${fork};`,
    }));
    build.onLoad({ filter: /[\\/]tslab[\\/]tslab-modules\.[jt]s$/ }, () => ({
      contents: `export function requireWithFork(shim) {
        ${fork} = shim;
        return { ...require('tslab/dist/converter.js'), ...require('tslab/dist/metadata.js') };
      }`,
      resolveDir: import.meta.dirname,
    }));
  },
};

/** TypeScript and tslab look for files beside their own: tell them where that is. */
const withOwnPaths: Plugin = {
  name: 'with-own-paths',
  setup(build) {
    const filter = /[\\/]node_modules[\\/](typescript[\\/]lib|tslab[\\/]dist)[\\/].*\.js$/;
    build.onLoad({ filter }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replaceAll(/\b__filename\b/g, JSON.stringify(path))
        .replaceAll(/\b__dirname\b/g, JSON.stringify(dirname(path)))
        // Node's crypto in a snapshot keeps it from loading in worker threads. TypeScript hashes
        // without it where there is none.
        .replaceAll('require("crypto")', 'undefined')
        // The global one is the same, and loads nothing.
        .replaceAll('require("perf_hooks")', 'globalThis'),
    }));
  },
};

/**
 * Bundles what a kernel starts from: the compiler in one file, the kernel's own code in another, and
 * the package that cells import in a third.
 */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { moduleExtension } from '../paths.ts';

const here = dirname(fileURLToPath(import.meta.url));

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: `node${process.versions.node}`,
  logLevel: 'error',
  // Every module of the bundle finds its neighbours, and the course, as if it lay where it came from.
  define: { 'import.meta.url': JSON.stringify(import.meta.url) },
};

/** Bundles what the snapshot is made by. */
export async function bundleSnapshotEntry(outfile: string): Promise<void> {
  const entryPoints = [join(here, `snapshot-entry${moduleExtension}`)];
  // The source of the compiler is part of the snapshot: the less of it, the sooner the start.
  await build({ ...common, entryPoints, outfile, minify: true, plugins: [withFork, withOwnPaths] });
}

/** Bundles what the kernel's own process loads. */
export async function bundleRuntime(outfile: string): Promise<void> {
  const entryPoints = [join(here, `start${moduleExtension}`)];
  await build({ ...common, entryPoints, outfile, packages: 'external' });
}

/** Bundles the course's own package as cells import it: one file is loaded in half the time. */
export async function bundleLibrary(outfile: string): Promise<void> {
  const { define: _, ...options } = common;
  await build({
    ...options,
    entryPoints: [join(here, '..', `index${moduleExtension}`)],
    outfile,
    packages: 'external',
    minifyWhitespace: true,
    // Learners see some of them.
    keepNames: true,
    plugins: [withOwnUrls],
  });
}

/** Files of the library start others that lie beside them. */
const withOwnUrls: Plugin = {
  name: 'with-own-urls',
  setup(build) {
    build.onLoad({ filter: /\.[jt]s$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: path.endsWith('.ts') ? 'ts' : 'js',
    }));
  },
};

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
    build.onLoad({ filter: /[\\/]kernel[\\/]tslab-modules\.[jt]s$/ }, () => ({
      contents: `export function requireWithFork(shim) {
        ${fork} = shim;
        return { ...require('tslab/dist/converter.js'), ...require('tslab/dist/metadata.js') };
      }`,
      resolveDir: here,
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

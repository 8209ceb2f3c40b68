/** esbuild, as the setup and the release of exercises use it. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { BuildOptions, OutputFile, Plugin } from 'esbuild';
import { WirebookError } from './error.ts';
import { explainFileError } from './file-error.ts';

/** A bundle of one CommonJS file for the Node that this process runs on. */
export const nodeBundle: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: `node${process.versions.node}`,
  logLevel: 'error',
};

/** Lets each module of a bundle find its neighbours, and the course, from the place it came from. */
export const keepUrls: Plugin = {
  name: 'keep-urls',
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

/**
 * Builds, and writes nothing.
 *
 * @throws {WirebookError} where the machine does not let esbuild start
 */
export async function buildInMemory(options: BuildOptions): Promise<readonly OutputFile[]> {
  // Loaded here because esbuild is needed only where the sources of the checks are.
  const { build } = await import('esbuild');
  let reason: unknown;
  // esbuild takes it for granted that its process starts, and listens to no error of it.
  const listen = (message: unknown) => {
    const { process: child } = message as { readonly process: NodeJS.EventEmitter };
    child.on('error', (error) => {
      reason = error;
    });
  };
  subscribe('child_process', listen);
  try {
    return (await build({ ...options, write: false })).outputFiles;
  } catch (error) {
    await nextTurn();
    throw explainFileError(reason) ?? explainStop(error) ?? error;
  } finally {
    unsubscribe('child_process', listen);
  }
}

/** Ctrl-C in a terminal ends esbuild's process too, often before this one hears of it. */
function explainStop(error: unknown): WirebookError | undefined {
  if (!(error instanceof Error) || !error.message.startsWith('The service was stopped')) return;
  return new WirebookError('Stopped while checks were bundled; run the same command again', {
    cause: error,
    exitCode: 1,
  });
}

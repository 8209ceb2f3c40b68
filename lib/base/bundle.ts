/** esbuild, with the reason where its program does not start. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BuildOptions, OutputFile } from 'esbuild';
import { explainFileError } from '../file-error.ts';

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
    throw explainFileError(reason) ?? error;
  } finally {
    unsubscribe('child_process', listen);
  }
}

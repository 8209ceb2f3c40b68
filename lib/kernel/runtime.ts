import { createRequire } from 'node:module';
import { snapshotFiles } from './snapshot-file.ts';

/** What a kernel's process does, compiler apart. */
type Runtime = typeof import('./start.ts');

/** Loads it, from the one file that the setup bundled where that is up to date: that is faster. */
export async function loadRuntime(options: { readonly isBundled: boolean }): Promise<Runtime> {
  if (!options.isBundled) return await import('./start.ts');
  // A bundle of that very module.
  return createRequire(import.meta.url)(snapshotFiles.runtime) as Runtime;
}

/** Finds the checks that belong to an exercise's notebook. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { courseRoot } from '../base/paths.ts';
import { bundleChecks } from './bundle.ts';
import { courseKey, type Sealed, type SealKey, unseal } from './seal.ts';

/** The metadata that `wirebook release` writes into a notebook, under `wirebook`. */
export interface ExerciseMetadata {
  /** The exercise's name, such as `02-server-lifecycle`. */
  readonly exercise: string;
  /** The digest of the release. */
  readonly version?: string;
  /** Absent in the worked solution, which stands beside its checks. */
  readonly checks?: Sealed;
}

/** Checks that can be run, or the reason why they cannot. */
export type FoundChecks =
  | { readonly checks: string }
  | { readonly checks: undefined; readonly reason: string };

/** Finds the checks of `name` for a notebook that lies in `folder`. */
export async function findChecks(name: string, folder: string): Promise<FoundChecks> {
  if (existsSync(join(folder, `${name}.checks.ts`))) return { checks: await bundleChecks(name) };
  for (const path of candidates(name, folder)) {
    const sealed = exerciseOf(path)?.checks;
    if (sealed !== undefined) return openSealed(name, { sealed });
  }
  throw new WirebookError(
    `No notebook in ${folder} carries the checks of ${name}: get it anew with 'wirebook reset ${name}'`,
  );
}

/** Opens the checks of `name`, with the instructor's key where there is one. */
export function openSealed(
  name: string,
  { sealed, key = courseKey }: { readonly sealed: Sealed; readonly key?: SealKey },
): FoundChecks {
  if (key === courseKey && sealed.key !== courseKey.id) {
    const reason = `${name}: the checks of this release are run by your instructor; nothing is decided yet`;
    return { checks: undefined, reason };
  }
  return { checks: unseal(sealed, { name, key: sealed.key === courseKey.id ? courseKey : key }) };
}

/** The exercise in a notebook's metadata, or undefined where it belongs to none. */
export function exerciseOf(path: string): ExerciseMetadata | undefined {
  try {
    const notebook: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return metadataOf(notebook);
  } catch {
    // A file that is not a notebook carries no checks; the search goes on.
    return undefined;
  }
}

/** The same, of a notebook that was read already. */
export function metadataOf(notebook: unknown): ExerciseMetadata | undefined {
  const metadata: unknown = Object(Object(notebook).metadata).wirebook;
  const exercise: unknown = Object(metadata).exercise;
  return typeof exercise === 'string' ? (metadata as ExerciseMetadata) : undefined;
}

function* candidates(name: string, folder: string): Iterable<string> {
  const file = `${name}.ipynb`;
  yield join(folder, file);
  // The learner may have renamed the notebook.
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const other of names.filter(
    (entry) => entry.endsWith('.ipynb') && basename(entry) !== file,
  )) {
    if (exerciseOf(join(folder, other))?.exercise === name) yield join(folder, other);
  }
  yield join(courseRoot, 'exercises', file);
}

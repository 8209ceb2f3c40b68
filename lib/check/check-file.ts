/** Checks an exercise's notebook from outside, as the terminal does. */

import { randomInt } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { findStored } from '../compile/given.ts';
import { storeKey } from '../compile/stored.ts';
import { isUntouchedExample } from '../exercise/example.ts';
import { releasedCells } from '../exercise/reset.ts';
import { type Restored, restore } from '../exercise/restore.ts';
import type { SealKey } from '../exercise/seal.ts';
import { findChecks, metadataOf, openSealed } from '../exercise/sealed-checks.ts';
import { submittedOf } from '../exercise/submitted.ts';
import { claimHost } from '../lab/system/claimed-host.ts';
import { codeCells, type Notebook, readNotebook } from '../notebook/format.ts';
import { plainLearner } from './learner-command.ts';
import { type CheckReport, runChecks } from './run-checks.ts';
import { numberOf } from './scene/define.ts';

/** Options of {@link checkFile}. */
export interface CheckFileOptions {
  /** The seed of an earlier result, to get the same inputs again. */
  readonly seed?: number | undefined;
  /** The instructor's key, where the checks were sealed with one. */
  readonly key?: SealKey | undefined;
  /** Ends the check, which then fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a notebook came to. */
export interface FileReport extends CheckReport {
  /** Remarks on what was out of order in the notebook, and what was run in its place. */
  readonly remarks: readonly string[];
}

/**
 * Runs a notebook's cells in a process of its own and checks what they define.
 *
 * @throws {WirebookError} when the file is not an exercise, or its checks cannot be opened
 */
export async function checkFile(
  file: string,
  { seed, key, signal }: CheckFileOptions = {},
): Promise<FileReport> {
  const path = resolve(file);
  const notebook = readNotebook(path);
  const about = metadataOf(notebook);
  if (about === undefined) {
    throw new WirebookError(`${file} is not an exercise: its metadata names none under "wirebook"`);
  }
  const { exercise, checks: sealed } = about;
  const found =
    sealed === undefined
      ? await findChecks(exercise, dirname(path))
      : openSealed(exercise, { sealed, ...(key === undefined ? {} : { key }) });
  if (found.checks === undefined)
    throw new WirebookError(`${found.reason}; pass their key with --key-file`);
  const folder = dirname(path);
  const { cells, remarks } = cellsOf(notebook, exercise);
  const keptBy = storeKey();
  const sources = cells.map(({ source }) => source);
  const compiled = keptBy === undefined ? [] : findStored(sources, keptBy);
  const report = await runChecks({
    checks: found.checks,
    host: claimHost(numberOf(exercise)),
    seed: seed ?? randomInt(2 ** 31),
    learner: { command: plainLearner({ type: 'cells', folder, cells, compiled, keptBy }, folder) },
    signal,
  });
  signal?.throwIfAborted();
  return { ...report, remarks };
}

/** The cells that are run: as a grader reads them, where it is known how they were released. */
function cellsOf(notebook: Notebook, exercise: string): Pick<Restored, 'cells' | 'remarks'> {
  const release = releasedCells(exercise);
  if (release !== undefined) return restore(submittedOf(notebook), release);
  return {
    cells: codeCells(notebook).filter((cell) => !isUntouchedExample(cell)),
    remarks: [],
  };
}

/** Checks an exercise's notebook from outside, as the terminal does. */

import { randomInt } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { WirebookError } from '../error.ts';
import { codeCells, readNotebook } from '../notebook/format.ts';
import { type Decision, decide } from './decide.ts';
import { hostOf } from './define.ts';
import { endedBy } from './ended-by.ts';
import { isUntouchedExample } from './example.ts';
import { findKept, keyOfKept } from './kept-cells.ts';
import { plainLearner } from './learner-command.ts';
import type { SealKey } from './seal.ts';
import { findChecks, metadataOf, openSealed } from './sealed-checks.ts';

/** How to check a file. */
export interface CheckFileOptions {
  /** The seed of an earlier result, to get the same inputs again. */
  readonly seed?: number | undefined;
  /** The instructor's key, where the checks were sealed with one. */
  readonly key?: SealKey | undefined;
  /** Ends the check, which then fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a notebook's cells in a process of its own and checks what they define.
 *
 * @throws {WirebookError} when the file is no exercise, or its checks cannot be opened
 */
export async function checkFile(
  file: string,
  { seed, key, signal }: CheckFileOptions = {},
): Promise<Decision> {
  const path = resolve(file);
  const notebook = readNotebook(path);
  const about = metadataOf(notebook);
  if (about === undefined) {
    throw new WirebookError(`${file} is no exercise: its metadata names none under "wirebook"`);
  }
  const { exercise, checks: sealed } = about;
  const found =
    sealed === undefined
      ? await findChecks(exercise, dirname(path))
      : openSealed(exercise, { sealed, ...(key === undefined ? {} : { key }) });
  if (found.checks === undefined)
    throw new WirebookError(`${found.reason}; pass their key with --key-file`);
  const folder = dirname(path);
  const cells = codeCells(notebook).filter((cell) => !isUntouchedExample(cell));
  const keptBy = keyOfKept();
  const compiled = keptBy === undefined ? [] : findKept(cells, keptBy);
  const decision = await decide({
    checks: found.checks,
    host: hostOf(exercise),
    seed: seed ?? randomInt(2 ** 31),
    learner: { command: plainLearner({ type: 'cells', folder, cells, compiled, keptBy }, folder) },
    ...endedBy(signal),
  });
  signal?.throwIfAborted();
  return decision;
}

/** Records the captures of lessons anew, and compares them with the recordings that ship. */

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WirebookError } from '../../base/error.ts';
import { openCapture } from '../../lab/capture/capture.ts';
import { gist, recordingsFolder, recordVariable } from '../../lab/capture/recordings.ts';
import { runNotebook } from './run-notebook.ts';

/** A recording, compared with the one that ships. */
export interface RecordingResult {
  readonly notebook: string;
  /** The name of the file. */
  readonly name: string;
  readonly outcome: 'same' | 'different' | 'new';
  /** The differences, a line each; `-` shipped, `+` this run. */
  readonly differences: readonly string[];
}

/**
 * Runs a notebook and compares the captures it makes with its recordings.
 *
 * @param keep whether to put the new ones in their place, where they differ
 * @throws WirebookError if the notebook does not run to its end
 */
export async function recordNotebook(
  notebook: string,
  { keep }: { readonly keep: boolean },
): Promise<readonly RecordingResult[]> {
  const shipped = join(dirname(notebook), recordingsFolder);
  const fresh = mkdtempSync(join(tmpdir(), 'wirebook-record-'));
  try {
    process.env[recordVariable] = fresh;
    const { failures } = await runNotebook(notebook);
    const [failure] = failures;
    if (failure) {
      throw new WirebookError(`${notebook}: cell ${failure.cell}: ${failure.message}`, {
        exitCode: 1,
      });
    }
    return readdirSync(fresh)
      .toSorted()
      .map((name) => {
        const result = compare({ name, fresh, shipped });
        if (keep && result.outcome !== 'same') put(join(fresh, name), join(shipped, name));
        return { notebook, name, ...result };
      });
  } finally {
    delete process.env[recordVariable];
    rmSync(fresh, { recursive: true });
  }
}

function compare({
  name,
  fresh,
  shipped,
}: {
  readonly name: string;
  readonly fresh: string;
  readonly shipped: string;
}): Pick<RecordingResult, 'outcome' | 'differences'> {
  const now = gist(openCapture(join(fresh, name)));
  if (!existsSync(join(shipped, name))) {
    return { outcome: 'new', differences: now.map((line) => `+ ${line}`) };
  }
  const then = gist(openCapture(join(shipped, name)));
  const differences = [
    ...then.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !then.includes(line)).map((line) => `+ ${line}`),
  ];
  return { outcome: differences.length > 0 ? 'different' : 'same', differences };
}

function put(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

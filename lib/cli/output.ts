import type { Command } from 'commander';
import { WirebookError } from '../base/error.ts';
import { explainFileError } from '../base/file-error.ts';
import { visible } from '../base/visible.ts';

/**
 * Runs a command to its end; an error that has a sentence for its reader is only that sentence.
 *
 * @param load adds the subcommands
 */
export async function runCommand(
  command: Command,
  load: () => Promise<void> = async () => {},
): Promise<void> {
  watchOutput();
  try {
    await load();
    await command.parseAsync();
  } catch (error) {
    const explained = error instanceof WirebookError ? error : explainFileError(error);
    if (explained === undefined) throw error;
    console.error(visible(explained.message));
    process.exitCode = explained.exitCode;
  }
}

/**
 * Lets a command end well whatever its standard output is: `| head -1` closes it early, and a file
 * on a full disk takes nothing more. Node would say nothing of either, and end with 0.
 */
function watchOutput(): void {
  let isSaid = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has read enough; the command still does the rest of its work.
    if (error.code === 'EPIPE') return;
    process.exitCode = 2;
    // Each line that a command prints fails for the same reason.
    if (isSaid) return;
    isSaid = true;
    const explained = explainFileError(error, { path: 'what this command prints' });
    console.error(explained?.message ?? `Cannot print: ${error.message}`);
  });
}

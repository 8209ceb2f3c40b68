import { explainFileError } from '../file-error.ts';

/**
 * Lets a command end well whatever its standard output is: `| head -1` closes it early, and a file
 * on a full disk takes nothing more. Node would say nothing of either, and end with 0.
 */
export function watchOutput(): void {
  let isSaid = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read has read enough; what the command does beside is still done.
    if (error.code === 'EPIPE') return;
    process.exitCode = 2;
    // Each line that a command prints fails for the same reason.
    if (isSaid) return;
    isSaid = true;
    const explained = explainFileError(error, { path: 'what this command prints' });
    console.error(explained?.message ?? `Cannot print: ${error.message}`);
  });
}

import { explainFileError } from '../file-error.ts';

/**
 * Lets a command end well whatever its standard output is: `| head -1` closes it early, and a file
 * on a full disk takes nothing more. Node would say nothing of either, and end with 0.
 */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read has read enough; what the command does beside is still done.
    if (error.code === 'EPIPE') return;
    const explained = explainFileError(error, { path: 'what this command prints' });
    console.error(explained?.message ?? `Cannot print: ${error.message}`);
    process.exitCode = 2;
  });
}

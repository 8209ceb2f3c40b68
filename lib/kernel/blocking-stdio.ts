import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * Makes the standard streams of this process blocking again, as they were inherited.
 *
 * Node makes a pipe non-blocking as soon as anything touches its stream, and with it the pipe of
 * whoever started this process and writes to the same one: Python then loses half of a traceback.
 */
export function keepStdioBlocking(): void {
  for (const [fd, name] of (['stdin', 'stdout', 'stderr'] as const).entries()) {
    const about = fstatSync(fd);
    // A file, /dev/null among them, is always blocking: to make its stream takes milliseconds.
    if (about.isFile() || (about.isCharacterDevice() && !isatty(fd))) continue;
    const stream = process[name];
    // Not in Node's documentation, and in every Node since 0.12; without it the streams stay as is.
    const { _handle } = stream as { _handle?: { setBlocking?(blocking: boolean): void } };
    _handle?.setBlocking?.(true);
  }
}

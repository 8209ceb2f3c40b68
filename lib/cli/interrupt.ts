import { WirebookError } from '../base/error.ts';

/**
 * A signal that is aborted by Ctrl-C, by the end of the terminal, and by SIGTERM. Listr must be told
 * not to listen itself (`registerSignalListeners: false`), since it would end the process without a
 * word.
 *
 * @param message what the person is told then
 */
export function interruptSignal(message: string): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Not only once: listr hides the cursor and listens too, and ends the process where it is alone.
    process.on(name, () => stopping.abort(new WirebookError(message, { exitCode: 1 })));
  }
  return stopping.signal;
}

import { WirebookError } from '../error.ts';

/**
 * A signal that Ctrl-C aborts. Listr must be told not to listen itself (`registerSignalListeners:
 * false`), since it would end the process without a word.
 *
 * @param message what the person is told then
 */
export function interruptSignal(message: string): AbortSignal {
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort(new WirebookError(message, { exitCode: 1 })));
  return stopping.signal;
}

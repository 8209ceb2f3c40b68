import { once } from 'node:events';
import type { DecideOptions } from './decide.ts';

/** Lets a check end when a signal is aborted, as it ends for who uses too much. */
export function endedBy(signal: AbortSignal | undefined): Pick<DecideOptions, 'watch'> {
  return signal === undefined ? {} : { watch: () => ({ exceeded: abort(signal), stop() {} }) };
}

async function abort(signal: AbortSignal): Promise<string> {
  if (!signal.aborted) await once(signal, 'abort');
  return String(signal.reason);
}

/** Makes this process the parent of what its descendants leave behind. */

import { call } from '../socket/ffi.ts';

const PR_SET_CHILD_SUBREAPER = 36;

const prctl = call<[option: number, value: number, third: number, fourth: number, fifth: number]>(
  'int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)',
);

/**
 * A child that detached itself belongs to the system's first process once its parent has ended, and
 * nobody knows any more where it came from. From now on it belongs to this process.
 *
 * @see prctl(2)
 */
export function adoptOrphans(): void {
  const result = prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  if (result < 0) throw new Error(`Cannot adopt orphans: prctl failed with errno ${-result}`);
}

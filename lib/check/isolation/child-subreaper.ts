/** Makes this process the new parent of its orphaned descendants. */

import { call } from '../../socket/system/ffi.ts';

const PR_SET_CHILD_SUBREAPER = 36;

const prctl = call<[option: number, value: number, third: number, fourth: number, fifth: number]>(
  'int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)',
);

/**
 * Becomes a child subreaper. Otherwise a detached process belongs to the system's first process once
 * its parent has ended, and this process could not find and end it.
 *
 * @see PR_SET_CHILD_SUBREAPER(2const)
 */
export function becomeChildSubreaper(): void {
  const result = prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  if (result < 0) {
    throw new Error(`Cannot become a child subreaper: prctl failed with errno ${-result}`);
  }
}

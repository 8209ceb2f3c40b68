/** Calls that an instrument makes for itself, which must not show among those of the lesson. */

let depth = 0;

/** Runs `fn`, whose system calls are the instrument's own. It must not wait. */
export function unobserved<T>(fn: () => T): T {
  depth++;
  try {
    return fn();
  } finally {
    depth--;
  }
}

/** Whether the system call that is being made is an instrument's own. */
export function isUnobserved(): boolean {
  return depth > 0;
}

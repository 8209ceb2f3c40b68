/** Calls that an instrument makes for itself, which must not show among those of the lesson. */

let depth = 0;
const hidden = new Set<number>();

/** Runs `fn`, whose system calls are the instrument's own. It must not wait. */
export function unobserved<T>(fn: () => T): T {
  depth++;
  try {
    return fn();
  } finally {
    depth--;
  }
}

/** Hides the calls about a descriptor of an instrument, also those that are made later. */
export function hideDescriptor(fd: number): void {
  hidden.add(fd);
}

/** Shows the calls about a descriptor again, once its number may be another's. */
export function showDescriptor(fd: number): void {
  hidden.delete(fd);
}

/** Whether a system call that is being made is an instrument's own, by its first argument. */
export function isUnobserved(descriptor: unknown): boolean {
  return depth > 0 || (typeof descriptor === 'number' && hidden.has(descriptor));
}

/** Whether a descriptor is an instrument's own. */
export function isHidden(descriptor: number): boolean {
  return hidden.has(descriptor);
}

/** Calls that an instrument makes for itself, which must not show among those of the lesson. */

let depth = 0;
const hidden = new Set<number>();

/** Runs `fn` as a part of an instrument: no trace shows its system calls. It must not wait. */
export function untraced<T>(fn: () => T): T {
  depth++;
  try {
    return fn();
  } finally {
    depth--;
  }
}

/** Hides the calls about a descriptor of an instrument, also those that are made later. */
export function untraceDescriptor(fd: number): void {
  hidden.add(fd);
}

/** Shows the calls about a descriptor again, once its number may be another's. */
export function traceDescriptor(fd: number): void {
  hidden.delete(fd);
}

/** Tells by its first argument whether a system call is an instrument's own. */
export function isUntraced(descriptor: unknown): boolean {
  return depth > 0 || (typeof descriptor === 'number' && hidden.has(descriptor));
}

/** Tells whether a descriptor is an instrument's own. */
export function isUntracedDescriptor(descriptor: number): boolean {
  return hidden.has(descriptor);
}

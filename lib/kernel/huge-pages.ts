const name = 'GLIBC_TUNABLES';
const value = 'glibc.malloc.hugetlb=1';

/**
 * An environment in which a process starts sooner from a snapshot: read into pages of 2 MiB, its
 * 40 MB cost a third of the time. A C library that knows nothing of this passes over it.
 */
export function withHugePages(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { [name]: value, ...environment };
}

/** Keeps the variable from cells and from what they start. */
export function forgetHugePages(environment: NodeJS.ProcessEnv): void {
  if (environment[name] === value) delete environment[name];
}

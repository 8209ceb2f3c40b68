/**
 * An environment in which a process starts sooner from a snapshot: read into pages of 2 MiB, its
 * 40 MB cost a third of the time. A C library that knows nothing of this passes over it.
 */
export function withHugePages<E extends NodeJS.ProcessEnv>(environment: E): E {
  return { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1', ...environment };
}

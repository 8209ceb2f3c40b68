/** The Jupyter server that has started this kernel: no other program would end the kernel. */

/** The time between two looks for the server, in milliseconds; a look is one system call. */
const period = 1000;

/**
 * Calls `orphaned` once the process that has started this one is gone, however it ended.
 *
 * Jupyter names itself in `JPY_PARENT_PID`, unless the kernel is to outlive it. A kernel that a person
 * started in a terminal, or that something stands between, is left alone, as ipykernel does it. No
 * signal at the parent's death is asked for: Linux sends that when a thread of the parent ends.
 */
export function watchParent(orphaned: () => void): void {
  const parent = process.ppid;
  if (process.env.JPY_PARENT_PID !== String(parent)) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    orphaned();
  }, period);
  timer.unref();
}

/** A timeout for any promise. */

/**
 * Waits for `promise` until a timeout. The timer does not keep the process alive, and is cleared when
 * the promise settles.
 *
 * @example
 * ```ts
 * const isReady = await withTimeout(ready, { milliseconds: 5000, onTimeout: () => false });
 * ```
 */
export async function withTimeout<T, U = undefined>(
  promise: Promise<T>,
  options: {
    readonly milliseconds: number;
    /** Called at the timeout: returns the result, or throws. By default the result is undefined. */
    readonly onTimeout?: () => U;
  },
): Promise<T | U> {
  // A caller without onTimeout gets undefined, which U then is.
  const { milliseconds, onTimeout = () => undefined as U } = options;
  const { promise: timedOut, resolve, reject } = Promise.withResolvers<U>();
  const timer = setTimeout(() => {
    try {
      resolve(onTimeout());
    } catch (error) {
      reject(error);
    }
  }, milliseconds).unref();
  try {
    return await Promise.race([promise, timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

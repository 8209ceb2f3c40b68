/** No wait is longer than this, in milliseconds. */
export const deadline = 30_000;

/**
 * Waits for a promise, and no longer than `limit` milliseconds.
 *
 * @throws {Error} that says what was waited for in vain
 */
export async function within<T>(
  promise: Promise<T>,
  what: string,
  { limit = deadline }: { readonly limit?: number | undefined } = {},
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), limit);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

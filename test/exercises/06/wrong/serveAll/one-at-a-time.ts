/** Serves the second client when the first is done. */

import type { Handle, Listener } from '../../right/plain.ts';

export async function serveAll(listener: Listener, handle: Handle): Promise<void> {
  for (let next = await listener.accept(); next; next = await listener.accept()) {
    try {
      await handle(next);
    } catch {
      // This client's affair.
    } finally {
      next.close();
    }
  }
}

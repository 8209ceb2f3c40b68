/** Has a deadline for the first line alone. */

import type { BufferedReader } from 'wirebook';
import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  readonly #known = new WeakSet<BufferedReader>();

  override read(reader: BufferedReader): Promise<Buffer> {
    if (this.#known.has(reader)) return reader.readUntil('\n');
    this.#known.add(reader);
    return super.read(reader);
  }
}

export const openServer = serverAnswer(Wrong);

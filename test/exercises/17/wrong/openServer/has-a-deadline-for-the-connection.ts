/** Starts its clock once, for all lines. */

import type { BufferedReader } from 'wirebook';
import { GuardedServer, serverAnswer } from '../../guarded.ts';

class Wrong extends GuardedServer {
  readonly #ends = new WeakMap<BufferedReader, number>();

  override read(reader: BufferedReader): Promise<Buffer> {
    const deadline = this.#ends.get(reader) ?? performance.now() + this.limits.deadline;
    this.#ends.set(reader, deadline);
    return reader.readUntil('\n', { deadline });
  }
}

export const openServer = serverAnswer(Wrong);

/** Listens at its path a moment after it has returned. */

import { rmSync } from 'node:fs';
import { UnixServer } from 'wirebook';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override bindPath(): UnixServer | undefined {
    rmSync(this.path, { force: true });
    return undefined;
  }

  override async passAll(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 30));
    this.#late = new UnixServer({ path: this.path });
    for await (const caller of this.#late) {
      this.callers.add(caller);
      await this.meet(caller);
    }
  }

  #late: UnixServer | undefined;

  override closeServers(): void {
    super.closeServers();
    this.#late?.close();
  }
}

export const takeOver = heirAnswer(Wrong);

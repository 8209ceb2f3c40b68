/** Resolves left() with the first client that leaves. */

import type { TcpSocket } from 'wirebook';
import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override leave(): void {
    if (this.wasTaken && this.#hadClient) this.gone.resolve();
  }

  #hadClient = false;

  override end(client: TcpSocket): void {
    this.#hadClient = true;
    super.end(client);
  }
}

export const takeOver = heirAnswer(Wrong);

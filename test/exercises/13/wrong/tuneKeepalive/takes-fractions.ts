/** Rounds fractions down. */

import { type Keepalive, Tuning, tuningAnswer } from '../../options.ts';

class Wrong extends Tuning {
  override isWhole(): boolean {
    return true;
  }

  override choose(): Keepalive {
    return new Tuning(this.socket, Math.floor(this.seconds)).choose();
  }

  override limitData(): void {
    new Tuning(this.socket, Math.floor(this.seconds)).limitData();
  }
}

export const tuneKeepalive = tuningAnswer(Wrong);

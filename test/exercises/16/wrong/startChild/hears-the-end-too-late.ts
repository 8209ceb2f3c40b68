/** Listens for the end only when it stops. */

import { once } from 'node:events';
import { childAnswer, KeptChild } from '../../child.ts';

class Wrong extends KeptChild {
  override async stopOnce(grace: number): Promise<string> {
    this.ask();
    const timer = setTimeout(() => this.kill(), grace);
    const [code, signal] = await once(this.child, 'exit');
    const how = this.howOf(code, signal);
    this.finish(timer, how);
    return how;
  }
}

export const startChild = childAnswer(Wrong);

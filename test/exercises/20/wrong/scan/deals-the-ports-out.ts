/** Gives each worker a list of its own. */

import { Scanner, scannerAnswer } from '../../scanner.ts';

class Wrong extends Scanner {
  override async run(queue: readonly number[]): Promise<void> {
    const width = this.width(queue.length);
    const hand = (number: number) => queue.filter((_, place) => place % width === number);
    const workers = Array.from({ length: width }, (_, number) => this.work(hand(number).values()));
    await Promise.all(workers);
  }
}

export const scan = scannerAnswer(Wrong);

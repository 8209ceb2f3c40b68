/** Listens again at any port that is free. */

import { Counter } from '../../counter.ts';

export async function openCounter(host: string, port: number) {
  let counter = new Counter(host, port);
  return {
    async restart(): Promise<void> {
      await counter.close('restarting\n');
      counter = new Counter(host, 0);
    },
    close: () => counter.close(),
  };
}

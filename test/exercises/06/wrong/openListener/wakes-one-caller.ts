/** Tells only one of the callers that wait that the listener is closed. */

import type { Connection, Listener } from '../../right/plain.ts';
import { openListener as open } from '../../right/plain.ts';

export async function openListener(hosts: readonly string[], port: number): Promise<Listener> {
  const listener = await open(hosts, port);
  let [isOpen, isWoken] = [true, false];
  return {
    ...listener,
    async accept(): Promise<Connection | undefined> {
      const hadToWait = isOpen;
      const connection = await listener.accept();
      if (connection !== undefined || !hadToWait) return connection;
      if (isWoken) return new Promise(() => {});
      isWoken = true;
      return undefined;
    },
    close() {
      isOpen = false;
      listener.close();
    },
  };
}

/** Closes the connections of its queue, and hands them out all the same. */

import type { Connection, Listener } from '../../right/plain.ts';
import { openListener as open } from '../../right/plain.ts';

export async function openListener(hosts: readonly string[], port: number): Promise<Listener> {
  const listener = await open(hosts, port);
  const queue: Connection[] = [];
  const callers: ((connection: Connection | undefined) => void)[] = [];
  let isOpen = true;
  const collect = async (): Promise<void> => {
    for (let next = await listener.accept(); next; next = await listener.accept()) {
      const caller = callers.shift();
      if (caller) caller(next);
      else queue.push(next);
    }
  };
  void collect();
  return {
    port: listener.port,
    async accept() {
      const connection = queue.shift();
      if (connection || !isOpen) return connection;
      return new Promise((resolve) => callers.push(resolve));
    },
    close() {
      isOpen = false;
      listener.close();
      for (const connection of queue) connection.close();
      for (const caller of callers.splice(0)) caller(undefined);
    },
  };
}

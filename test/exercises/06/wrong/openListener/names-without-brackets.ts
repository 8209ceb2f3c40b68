/** Writes the address of IPv6 as if it were one of IPv4. */

import { type Connection, type Listener, openListener as open } from '../../right/plain.ts';

export async function openListener(hosts: readonly string[], port: number): Promise<Listener> {
  const listener = await open(hosts, port);
  return {
    ...listener,
    async accept(): Promise<Connection | undefined> {
      const connection = await listener.accept();
      if (connection === undefined) return undefined;
      return { ...connection, remote: connection.remote.replace(/[[\]]/g, '') };
    },
  };
}

/** Says goodbye, but its listener stays open. */

import type { Socket } from 'wirebook';
import { openServer } from '../right/plain.ts';

export { openServer, tellAddresses } from '../right/plain.ts';

export async function openRoom(host: string, port: number): Promise<{ close(): Promise<void> }> {
  const listener = openServer(host, port);
  const members = new Set<Socket>();
  let number = 0;

  async function say(member: Socket, line: string): Promise<void> {
    try {
      await member.sendAll(line);
    } catch {
      members.delete(member);
      member.close();
    }
  }

  async function serve(): Promise<void> {
    for (;;) {
      const [connection, peer] = await listener.accept();
      number += 1;
      for (const member of [...members])
        await say(member, `Number ${number} came in from ${peer}\n`);
      members.add(connection);
      await say(connection, `You are number ${number}\n`);
    }
  }

  // Closing the listener ends the loop with an error, which is how it is meant to end.
  void serve().catch(() => {});
  return {
    async close() {
      for (const member of [...members]) {
        await say(member, 'Closing\n');
        member.close();
      }
      members.clear();
    },
  };
}

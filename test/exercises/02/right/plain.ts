/** A right answer to exercise 02: loops and sets, as a learner would write them. */

import { Addrinfo, AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from 'wirebook';

export function openServer(host: string, port: number): Socket {
  const listener = new Socket(AF_INET, SOCK_STREAM);
  try {
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    listener.bind(Addrinfo.tcp(host, port));
    listener.listen();
    return listener;
  } catch (error) {
    listener.close();
    throw error;
  }
}

export async function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  const addresses: string[] = [];
  while (addresses.length < clients) {
    const [connection, peer] = await listener.accept();
    addresses.push(String(peer));
    try {
      await connection.sendAll(`You are ${peer}\n`);
    } catch {
      // This client has gone; the next one waits.
    } finally {
      connection.close();
    }
  }
  return addresses;
}

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
  const loop = serve().catch(() => {});
  return {
    async close() {
      listener.close();
      await loop;
      for (const member of [...members]) {
        await say(member, 'Closing\n');
        member.close();
      }
      members.clear();
    },
  };
}

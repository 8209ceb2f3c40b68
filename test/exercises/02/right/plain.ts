/** A right answer to exercise 02: loops and sets, and a class for the room. */

import { Addrinfo, AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, Socket } from 'wirebook';
import { roomAnswer } from '../room.ts';

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

export const openRoom = roomAnswer(openServer);

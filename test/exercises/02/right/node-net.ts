/** A right answer to exercise 02: parallel accepts, and a room on Node's own servers. */

import { once } from 'node:events';
import { createServer, type Socket as NetSocket } from 'node:net';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export function openServer(host: string, port: number): Socket {
  using clean = new DisposableStack();
  const listener = new Socket(AF_INET, SOCK_STREAM);
  clean.defer(() => listener.close());
  listener.bind(Addrinfo.tcp(host, port));
  listener.listen(64);
  clean.move();
  return listener;
}

export function tellAddresses(listener: Socket, clients: number): Promise<string[]> {
  return Promise.all(Array.from({ length: clients }, () => tellOne(listener)));
}

async function tellOne(listener: Socket): Promise<string> {
  const [connection, { ipAddress, ipPort }] = await listener.accept();
  const address = `${ipAddress}:${ipPort}`;
  const sent = connection.sendAll(Buffer.from(`You are ${address}\n`));
  await sent.then(undefined, () => undefined);
  connection.close();
  return address;
}

export async function openRoom(host: string, port: number): Promise<{ close(): Promise<void> }> {
  const members: NetSocket[] = [];
  let visitors = 0;
  const server = createServer((member) => {
    visitors += 1;
    for (const other of members.filter(({ writable }) => writable)) {
      other.write(`Number ${visitors} came in from ${member.remoteAddress}:${member.remotePort}\n`);
    }
    member.on('error', () => member.destroy());
    member.write(`You are number ${visitors}\n`);
    member.resume();
    members.push(member);
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    async close() {
      server.close();
      await Promise.all(members.map(sayGoodbye));
    },
  };
}

/** Resolves when the connection is closed, by this end or by a reset of the other. */
function sayGoodbye(member: NetSocket): Promise<void> {
  return new Promise((resolve) => {
    if (member.closed) resolve();
    member.once('close', () => resolve());
    member.end('Closing\n', () => member.destroySoon());
  });
}

import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { TcpSocket } from '../../../lib/socket/index.ts';

/** A server of node:http, whose answers `request` returns as they are on the wire. */
export interface Site {
  readonly port: number;
  /** Sends a request, and reads to the end of the connection. */
  readonly request: (bytes: string) => Promise<string>;
  readonly close: () => void;
}

/** Opens a server of Node's own. */
export async function openSite(listener: http.RequestListener): Promise<Site> {
  const host = '127.0.0.1';
  const server = http.createServer(listener).listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async request(bytes) {
      await using client = await TcpSocket.connect({ host, port });
      await client.sendAll(bytes);
      return await text(client);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

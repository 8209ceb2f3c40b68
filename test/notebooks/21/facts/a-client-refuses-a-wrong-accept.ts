import { deepEqual } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

// The same answer with a right and a wrong hash.
const known = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const found: string[] = [];
for (const addition of [known, 'something else']) {
  const server = createServer().listen(0, '127.0.0.1');
  server.on('upgrade', ({ headers }, socket: Socket) => {
    const hash = createHash('sha1').update(`${headers['sec-websocket-key']}${addition}`);
    const accept = `Sec-WebSocket-Accept: ${hash.digest('base64')}`;
    const fields = `Upgrade: websocket\r\nConnection: Upgrade\r\n${accept}`;
    socket.on('error', () => {});
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${fields}\r\n\r\n`);
    server.once('done', () => socket.destroy());
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}/`);
  const [event] = await Promise.race([once(client, 'open'), once(client, 'error')]);
  found.push(event.type);
  server.emit('done');
  server.close();
  server.closeAllConnections();
}
deepEqual(found, ['open', 'error']);

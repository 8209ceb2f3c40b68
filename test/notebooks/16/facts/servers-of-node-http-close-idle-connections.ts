import { equal } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

const server = createServer((_request, response) => response.end('hello'));
await once(server.listen(0, '127.0.16.1'), 'listening');
const client = connect((server.address() as AddressInfo).port, '127.0.16.1');
const host = 'Host: example.org';
client.write(`GET / HTTP/1.1\r\n${host}\r\n\r\n`);
let text = '';
client.on('data', (piece) => {
  text += piece;
});
while (!text.includes('hello')) await once(client, 'data');
equal(text.includes('Connection: keep-alive'), true);
const closed = once(server, 'close');
server.close();
await Promise.all([closed, once(client, 'end')]);

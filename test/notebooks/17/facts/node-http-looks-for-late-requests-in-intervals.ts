import { equal } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

const usual = createServer();
equal(usual.headersTimeout, 60_000);
equal(usual.requestTimeout, 300_000);
// Node has this property, and its types do not.
equal(Reflect.get(usual, 'connectionsCheckingInterval'), 30_000);

const limits = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 };
const server = createServer(limits, (_request, response) => response.end('served'));
await once(server.listen(0, '127.0.17.1'), 'listening');
const client = connect((server.address() as AddressInfo).port, '127.0.17.1');
client.setEncoding('utf8').write('GET / HTTP/1.1\r\nHo');
let text = '';
for await (const piece of client) text += piece;
equal(text.split('\r\n')[0], 'HTTP/1.1 408 Request Timeout');
server.close();

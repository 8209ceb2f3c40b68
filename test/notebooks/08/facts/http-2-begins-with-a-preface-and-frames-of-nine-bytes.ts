import { deepEqual, equal } from 'node:assert/strict';
import http2 from 'node:http2';
import { TcpServer } from '../../../../lib/socket/index.ts';
import { openSite } from '../node-site.ts';

using server = new TcpServer({ host: '127.0.0.1', port: 0 });
const session = http2.connect(`http://127.0.0.1:${server.localAddress.ipPort}`);
session.on('error', () => {}); // It is hung up on.
session.request({ ':path': '/' }).on('error', () => {});
const guest = await server.accept();
const preface = String(await guest.recvExact(24));
equal(preface, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const frames: { readonly type: number; readonly stream: number }[] = [];
while (frames.at(-1)?.type !== 1) {
  const header = await guest.recvExact(9);
  await guest.recvExact(header.readUIntBE(0, 3));
  frames.push({ type: header.readUInt8(3), stream: header.readUInt32BE(5) });
}
// SETTINGS is type 4 and of no stream, HEADERS type 1.
deepEqual(frames[0], { type: 4, stream: 0 });
deepEqual(frames.at(-1), { type: 1, stream: 1 });
session.destroy();
guest.close();

// To a server of HTTP/1.1 the preface is a request with an unknown method.
const site = await openSite((_, response) => response.end('hello'));
equal((await site.request(preface)).slice(0, 13), 'HTTP/1.1 400 ');
site.close();

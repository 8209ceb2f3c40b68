import { deepEqual } from 'node:assert/strict';
import { BufferedReader, type Socket, TcpServer, TcpSocket } from '../../../../lib/socket/index.ts';

const host = '127.0.0.1';
const end = '\r\n\r\n';

/** The path of a request, and its bytes; undefined at the end. A body ends by the length, or by chunks. */
async function next(reader: BufferedReader, framing: 'length' | 'chunks') {
  const head = String(await reader.readUntil(end));
  if (!head.endsWith(end)) return undefined;
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  const isChunked = framing === 'chunks' && /^transfer-encoding: chunked/im.test(head);
  const body = isChunked ? await reader.readUntil(`0${end}`) : await reader.readExact(length);
  return { path: head.split(' ')[1] ?? '', bytes: head + body };
}

/** Answers each request with its path. */
async function serveBehind(client: Socket): Promise<void> {
  const reader = new BufferedReader(client);
  for (
    let request = await next(reader, 'chunks');
    request;
    request = await next(reader, 'chunks')
  ) {
    const { length } = request.path;
    await client.sendAll(`HTTP/1.1 200 OK\r\nContent-Length: ${length}${end}${request.path}`);
  }
}

using behind = new TcpServer({ host, port: 0 });
using shared = await TcpSocket.connect(behind.localAddress);
using accepted = await behind.accept();
void serveBehind(accepted).catch(() => {}); // Both are closed at the end.
const answers = new BufferedReader(shared);

/** What the gateway gives a client for the request that it sends. */
async function throughGateway(bytes: string): Promise<string> {
  using gateway = new TcpServer({ host, port: 0 });
  using client = await TcpSocket.connect(gateway.localAddress);
  await client.sendAll(bytes);
  using guest = await gateway.accept();
  const request = await next(new BufferedReader(guest), 'length');
  if (request === undefined || request.path === '/admin') return 'refused';
  await shared.sendAll(request.bytes);
  const head = String(await answers.readUntil(end));
  return String(await answers.readExact(Number(/length: (\d+)/i.exec(head)?.[1])));
}

const hidden = `0${end}GET /admin HTTP/1.1\r\nHost: bank${end}`;
const length = `Content-Length: ${hidden.length}`;
const attack = `POST / HTTP/1.1\r\nHost: bank\r\n${length}\r\nTransfer-Encoding: chunked${end}${hidden}`;
deepEqual(
  [
    await throughGateway(`GET /admin HTTP/1.1\r\nHost: bank${end}`),
    await throughGateway(attack),
    await throughGateway(`GET /mine HTTP/1.1\r\nHost: bank${end}`),
  ],
  ['refused', '/', '/admin'],
);

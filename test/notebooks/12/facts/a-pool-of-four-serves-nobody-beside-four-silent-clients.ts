import { equal } from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { TcpServer, TcpSocket } from '../../../../lib/socket/index.ts';

// A thread answers the first byte of its client, and is idle when the client has gone.
const source = `
const { Socket } = require('node:net');
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (fd) => {
  const client = new Socket({ fd });
  client.on('data', () => client.write('served'));
  client.on('close', () => parentPort.postMessage('idle'));
});`;
using server = new TcpServer({ host: '127.0.12.1', port: 0 });
const workers = Array.from({ length: 4 }, () => new Worker(source, { eval: true }));
const silent: TcpSocket[] = [];
for (const worker of workers) {
  silent.push(await TcpSocket.connect(server.localAddress));
  worker.postMessage((await server.accept()).detach());
}
using fifth = await TcpSocket.connect(server.localAddress);
await fifth.send('x');
const waiting = await server.accept();
const nothing = await fifth.recv(10, { timeout: 100 }).catch((error) => error.code);
equal(nothing, 'ETIMEDOUT');
const [worker] = workers;
const idle = worker && once(worker, 'message');
silent[0]?.close();
await idle;
worker?.postMessage(waiting.detach());
equal(String(await fifth.recv()), 'served');
for (const client of silent) client.close();
for (const each of workers) await each.terminate();

/**
 * Many connections and many messages: memory and descriptors stay flat, and nothing is lost. In CI
 * scaled to seconds; `WIREBOOK_SOAK=1` runs the whole: 10,000 connections, 1,000,000 messages.
 */

import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { Socket, TcpServer, TcpSocket, UdpSocket } from '../../lib/socket/index.ts';
import { HOST } from './fixtures.ts';

const isWhole = process.env.WIREBOOK_SOAK === '1';
const CONNECTIONS = isWhole ? 10_000 : 1_000;
const MESSAGES = isWhole ? 1_000_000 : 30_000;
const MEBIBYTE = 2 ** 20;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** Memory in use after what is garbage has been collected, in MiB. */
function memory(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MEBIBYTE;
}

describe('in the long run', function () {
  this.timeout(isWhole ? 600_000 : 60_000);

  it(`${CONNECTIONS} connections come and go, and leave nothing behind`, async () => {
    const serve = async (rounds: number): Promise<void> => {
      using server = new TcpServer(HOST, 0);
      for (let i = 0; i < rounds; i++) {
        const client = await TcpSocket.connect(server.localAddress);
        const connection = await server.accept();
        const answering = connection.recvExact(5).then((data) => connection.sendAll(data));
        await client.sendAll('Hello');
        expect(await client.recvExact(5)).to.have.length(5);
        await answering;
        client.close();
        expect(await connection.recv()).to.have.length(0);
        connection.close();
      }
    };
    await serve(200);
    const before = { descriptors: descriptors(), memory: memory() };
    await serve(CONNECTIONS);
    expect(descriptors()).to.equal(before.descriptors);
    expect(memory()).to.be.lessThan(before.memory + 2);
  });

  it(`${MESSAGES} messages arrive, each once and in order, and leave nothing behind`, async () => {
    const pass = async (count: number): Promise<void> => {
      const [left, right] = Socket.pair();
      const sending = (async () => {
        const message = Buffer.alloc(8);
        for (let i = 0; i < count; i++) {
          message.writeUInt32LE(i);
          await left.sendAll(message);
        }
        left.close();
      })();
      for (let i = 0; i < count; i++) {
        const message = await right.recvExact(8);
        if (message.readUInt32LE() !== i) expect(message.readUInt32LE()).to.equal(i);
      }
      expect(await right.recv()).to.have.length(0);
      await sending;
      right.close();
    };
    await pass(5_000);
    const before = { descriptors: descriptors(), memory: memory() };
    await pass(MESSAGES);
    expect(descriptors()).to.equal(before.descriptors);
    expect(memory()).to.be.lessThan(before.memory + 2);
  });

  it('time-outs and aborted calls leave nothing behind', async () => {
    using socket = new UdpSocket(HOST, 0);
    const wait = async (rounds: number): Promise<void> => {
      const controller = new AbortController();
      const calls = Array.from({ length: rounds }, (_, i) =>
        socket
          .recv(1, i % 2 === 0 ? { timeout: 1 } : { signal: controller.signal })
          .catch((error) => error.code),
      );
      controller.abort();
      expect(new Set(await Promise.all(calls))).to.deep.equal(new Set(['ETIMEDOUT', 'ABORT_ERR']));
    };
    await wait(1_000);
    const before = memory();
    for (let i = 0; i < 5; i++) await wait(1_000);
    expect(memory()).to.be.lessThan(before + 2);
  });
});

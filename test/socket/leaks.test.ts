/**
 * Many connections and many messages: memory and descriptors stay flat, and nothing is lost. In CI
 * scaled to seconds; `WIREBOOK_LONG=1` runs the whole: 10,000 connections, 1,000,000 messages.
 */

import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { Socket, TcpServer, TcpSocket, UdpSocket, UnixSocket } from '../../lib/socket/index.ts';
import { failureOf, HOST, runProgram, until } from './fixtures.ts';

const isWhole = process.env.WIREBOOK_LONG === '1';
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
      using server = new TcpServer({ host: HOST, port: 0 });
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
    using socket = new UdpSocket({ host: HOST, port: 0 });
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

  it('descriptors that nothing asks for are closed, and those that were asked for stay', async () => {
    const [left, right] = UnixSocket.pair();
    const pass = async () => {
      await left.sendDescriptors('x', [left]);
      return right.recvMessage();
    };
    const { control } = await pass();
    const [kept = -1] = control[0]?.descriptors ?? [];
    const before = descriptors();
    for (let i = 0; i < 100; i++) await pass();
    expect(descriptors()).to.equal(before + 100);
    await until(() => {
      collect();
      return descriptors() === before;
    });
    Socket.fromFd(kept).close();
    for (const socket of [left, right]) socket.close();
  });

  it('an idle connection of two sockets, one of which waits, takes 2 KB of the heap', async () => {
    const { output } = await runProgram(`
      const server = new wirebook.TcpServer({ host: '${HOST}', port: 0 });
      const held = [];
      const connect = async (count) => {
        for (let i = 0; i < count; i++) {
          const client = await wirebook.TcpSocket.connect(server.localAddress);
          const connection = await server.accept();
          connection.recv().catch(() => undefined);
          held.push(client, connection);
        }
      };
      const used = async () => {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 20));
        gc();
        return process.memoryUsage().heapUsed;
      };
      for (let round = 0; round < 3; round++) {
        await connect(400);
        for (const socket of held.splice(0)) socket.close();
      }
      const before = await used();
      await connect(400);
      console.log(Math.round((await used() - before) / 400));
      process.exit();`);
    expect(Number(output)).to.be.greaterThan(500).and.lessThan(2_100);
  });

  it('a chunk that is kept holds little more than its bytes', async () => {
    const [left, right] = Socket.pair();
    for (const room of [undefined, 2 ** 20]) {
      await left.send(Buffer.alloc(10_000));
      expect((await right.recv(room)).buffer.byteLength).to.be.lessThan(40_000);
    }
    await left.send(Buffer.alloc(3_000));
    left.close();
    const error = await failureOf(() => right.recvExact(2 ** 20));
    expect((error.received as Buffer).buffer.byteLength).to.be.lessThan(40_000);
    right.close();
  });
});

/** The shortcuts that make busy sockets fast: they neither starve nor lose anybody. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { Addrinfo, type Socket, TcpSocket, UdpSocket } from '../../../lib/socket/index.ts';
import { HOST, tcpPair } from '../fixtures.ts';

/** Enough for every shortcut to be taken. */
const ROUNDS = 1_000;

async function echo(connection: Socket): Promise<void> {
  for await (const chunk of connection) await connection.sendAll(chunk);
}

async function converse(client: Socket, rounds: number): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    await client.sendAll('ping');
    expect(String(await client.recvExact(4))).to.equal('ping');
  }
}

/** Passes messages between two other sockets while `busy` talks without a pause. */
async function expectOthersHeardBeside(busy: Socket): Promise<void> {
  using silent = await tcpPair();
  await converse(busy, ROUNDS);
  let isOver = false;
  const conversation = (async () => {
    while (!isOver) await converse(busy, 1);
  })();
  for (let i = 0; i < 100; i++) {
    const receiving = silent.server.recv();
    await silent.client.sendAll(`${i}`);
    expect(String(await receiving)).to.equal(`${i}`);
  }
  isOver = true;
  await conversation;
}

describe('a busy conversation', () => {
  it('leaves others their turn: messages between two other sockets arrive', async () => {
    using busy = await tcpPair();
    const echoing = echo(busy.server);
    await expectOthersHeardBeside(busy.client);
    busy.client.closeWrite();
    await echoing;
  });

  it('with another process leaves others their turn too', async () => {
    const program = `require('net').createServer((c) => c.pipe(c)).listen(0, '${HOST}', function () {
      console.log(this.address().port);
    })`;
    const child = spawn(process.execPath, ['-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [port] = await once(child.stdout, 'data');
      using client = await TcpSocket.connect(Addrinfo.tcp(HOST, Number(port)));
      await expectOthersHeardBeside(client);
    } finally {
      child.kill();
    }
  });

  it('leaves timers and immediates their turn', async () => {
    using busy = await tcpPair();
    const echoing = echo(busy.server);
    await converse(busy.client, ROUNDS);
    let isOver = false;
    const conversation = (async () => {
      while (!isOver) await converse(busy.client, 1);
    })();
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setImmediate(resolve));
    }
    isOver = true;
    await conversation;
    busy.client.closeWrite();
    await echoing;
  });

  it('hears the end of the stream, also right behind data', async () => {
    using busy = await tcpPair();
    const echoing = echo(busy.server);
    await converse(busy.client, ROUNDS);
    await busy.client.sendAll('last');
    busy.client.closeWrite();
    expect(String(await busy.client.recvExact(4))).to.equal('last');
    const end = busy.client.recv();
    await echoing;
    busy.server.close();
    expect(await end).to.have.length(0);
  });

  it('hears its reset', async () => {
    using busy = await tcpPair();
    const echoing = echo(busy.server).catch((error) => error.code);
    await converse(busy.client, ROUNDS);
    // What has not been read when it is closed makes the kernel reset the connection.
    busy.server.close();
    expect(await echoing).to.equal('EBADF');
    await busy.client.sendAll('into the void');
    const outcome = await busy.client.recv().then(
      (data) => data.length,
      (error) => error.code,
    );
    expect(outcome).to.be.oneOf([0, 'ECONNRESET']);
  });

  it('ends by close(), and its number belongs to whoever gets it next', async () => {
    const busy = await tcpPair();
    const echoing = echo(busy.server).catch((error) => error.code);
    await converse(busy.client, ROUNDS);
    busy[Symbol.dispose]();
    expect(await echoing).to.equal('EBADF');
    using next = await tcpPair();
    const again = echo(next.server);
    await converse(next.client, ROUNDS);
    next.client.closeWrite();
    await again;
  });

  it('of one socket with itself counts each message once', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    for (let i = 0; i < ROUNDS; i++) {
      const receiving = socket.recvFrom();
      await socket.sendTo(`${i}`, socket.localAddress);
      const [data] = await receiving;
      expect(String(data)).to.equal(`${i}`);
    }
  });

  it('can write more than the send buffer holds, and then be heard as before', async () => {
    using busy = await tcpPair();
    const echoing = echo(busy.server);
    await converse(busy.client, ROUNDS);
    const block = Buffer.alloc(20_000_000, 'x');
    const sending = busy.client.sendAll(block);
    expect((await busy.client.recvExact(block.length)).equals(block)).to.equal(true);
    await sending;
    await converse(busy.client, ROUNDS);
    busy.client.closeWrite();
    await echoing;
  });
});

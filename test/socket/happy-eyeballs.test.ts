/** Connecting to one of several addresses. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Addrinfo, type Socket, TcpServer, TcpSocket } from '../../lib/socket/index.ts';
import { failureOf, HOST, listener, runProgram, until } from './fixtures.ts';

describe('TcpSocket.connect() to several addresses', () => {
  /** Listeners whose queues are full: they leave a connect without an answer. */
  const silent: Socket[] = [];
  const queued: TcpSocket[] = [];

  before(async () => {
    silent.push(listener(0), listener(0));
    for (const { localAddress } of silent) queued.push(await TcpSocket.connect(localAddress));
  });
  after(() => {
    for (const socket of [...silent, ...queued]) socket.close();
  });

  const unanswered = (): Addrinfo[] => silent.map(({ localAddress }) => localAddress);

  /** An address where nothing listens. */
  function refusing(host: string): Addrinfo {
    using server = new TcpServer({ host, port: 0 });
    return server.localAddress;
  }

  it('takes the first that answers, and leaves no other descriptor', async () => {
    using server = new TcpServer({ host: HOST, port: 0 });
    const { localAddress } = server;
    // The first wait of a process opens descriptors of its own.
    await failureOf(() => server.accept({ timeout: 1 }));
    const before = readdirSync('/proc/self/fd').length;
    using client = await TcpSocket.connect([...unanswered(), localAddress]);
    expect(client.remoteAddress.equals(localAddress)).to.equal(true);
    await until(() => readdirSync('/proc/self/fd').length === before + 1);
  });

  it('tries families by turns, and tells what each address failed with', async () => {
    const hosts = ['127.0.9.1', '127.0.9.2', '127.0.9.3', '::1'];
    const error = await failureOf(() => TcpSocket.connect(hosts.map(refusing)));
    expect(error).to.include({ name: 'AggregateError', code: 'ECONNREFUSED' });
    const tried = (error.errors as { readonly address: string }[]).map(({ address }) => address);
    expect(tried).to.deep.equal(['127.0.9.1', '::1', '127.0.9.2', '127.0.9.3']);
  });

  it('ends with its timeout, its signal, or an error of its arguments', async () => {
    const to = unanswered();
    const late = await failureOf(() => TcpSocket.connect(to, { timeout: 20 }));
    expect(late).to.include({ name: 'SocketError', code: 'ETIMEDOUT', syscall: 'connect' });
    const controller = new AbortController();
    const connecting = failureOf(() => TcpSocket.connect(to, { signal: controller.signal }));
    controller.abort('enough');
    expect(await connecting).to.include({ code: 'ABORT_ERR', cause: 'enough' });
    expect((await failureOf(() => TcpSocket.connect([]))).code).to.equal('ERR_OUT_OF_RANGE');
  });

  it('tells what had failed when its time was over', async () => {
    const error = await failureOf(() =>
      TcpSocket.connect([refusing(HOST), ...unanswered()], { timeout: 50 }),
    );
    expect(error.code).to.equal('ETIMEDOUT');
    expect(error.cause).to.have.property('code', 'ECONNREFUSED');
  });

  it('by a deadline, or at once', async () => {
    const to = unanswered();
    const deadline = performance.now() + 30;
    expect((await failureOf(() => TcpSocket.connect(to, { deadline }))).code).to.equal('ETIMEDOUT');
    expect(performance.now()).to.be.greaterThan(deadline - 2);
    const inVain = await failureOf(() => TcpSocket.connect(to, { timeout: 0 }));
    expect(inVain).to.include({ name: 'AggregateError', code: 'EINPROGRESS' });
    // No name can be looked up without waiting.
    const name = { host: 'localhost', port: 9 };
    const unasked = await failureOf(() => TcpSocket.connect(name, { timeout: 0 }));
    expect(unasked).to.include({ code: 'EAGAIN', address: 'localhost', port: 9 });
  });

  it('hands each socket to beforeConnect, unbound, and connects it then', async () => {
    using server = new TcpServer({ host: HOST, port: 0 });
    const seen: string[] = [];
    const beforeConnect = async (socket: TcpSocket, to: Addrinfo): Promise<void> => {
      seen.push(`${socket.localAddress} ${to}`);
      await new Promise(setImmediate);
      socket.noDelay = true;
    };
    const targets = [refusing('127.0.9.2'), server.localAddress];
    const localAddress = { host: HOST, port: 0 };
    using client = await TcpSocket.connect(targets, { beforeConnect, localAddress });
    expect(seen).to.deep.equal(targets.map((to) => `0.0.0.0:0 ${to}`));
    expect(client.noDelay).to.equal(true);
    expect(client.localAddress.ipAddress).to.equal(HOST);
  });

  it('takes an error of beforeConnect for the attempt’s, and closes its socket', async () => {
    using server = new TcpServer({ host: HOST, port: 0 });
    const sockets: TcpSocket[] = [];
    const beforeConnect = (socket: TcpSocket, { ipAddress }: Addrinfo): void => {
      sockets.push(socket);
      if (ipAddress === '127.0.9.2') throw new Error('not that one');
    };
    using client = await TcpSocket.connect([refusing('127.0.9.2'), server.localAddress], {
      beforeConnect,
    });
    expect(client).to.equal(sockets[1]);
    const to = refusing('127.0.9.2');
    const error = await failureOf(() => TcpSocket.connect(to, { beforeConnect }));
    expect(error.message).to.equal('not that one');
    expect(sockets.map(({ isClosed }) => isClosed)).to.deep.equal([true, false, true]);
  });

  it('ends while the name is still looked up', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-'));
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    try {
      // All threads of Node's pool wait for a writer, so the look-up does not begin.
      const { output } = await runProgram(`
        const { open } = await import('node:fs/promises');
        const { closeSync, openSync } = await import('node:fs');
        const readers = Array.from({ length: 4 }, () => open('${fifo}', 'r'));
        const tell = ({ code }) => console.log(code);
        const to = { host: 'localhost', port: 9 };
        await wirebook.TcpSocket.connect(to, { timeout: 20 }).catch(tell);
        const signal = AbortSignal.timeout(20);
        await wirebook.TcpSocket.connect(to, { signal }).catch(tell);
        const writer = openSync('${fifo}', 'r+');
        for (const reader of readers) await (await reader).close();
        closeSync(writer);`);
      expect(output).to.equal('ETIMEDOUT\nABORT_ERR\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

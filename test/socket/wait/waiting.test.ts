/** Waiting: it stops nobody, ends in order, and holds the process only while it lasts. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import {
  Addrinfo,
  AF_INET,
  SOCK_STREAM,
  Socket,
  TcpSocket,
  type TransferOptions,
  UdpSocket,
} from '../../lib/socket/index.ts';
import { failureOf, HOST, listener, tcpPair } from './fixtures.ts';

describe('waiting', () => {
  it('lets timers tick while a socket is always ready', async () => {
    using pair = await tcpPair();
    const block = Buffer.alloc(4096);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const end = performance.now() + 5000;
    while (ticks < 5 && performance.now() < end) {
      await pair.client.send(block);
      await pair.server.recv();
    }
    clearInterval(timer);
    expect(ticks).to.equal(5);
  });

  it('lets timers tick while one call sends and another receives for long', async () => {
    using pair = await tcpPair();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const size = 100_000_000;
    const receiving = pair.server.recvExact(size);
    await pair.client.sendAll(Buffer.alloc(size));
    await receiving;
    clearInterval(timer);
    expect(ticks).to.be.greaterThan(0);
  });

  const calls: Readonly<Record<string, (socket: Socket, options: TransferOptions) => unknown>> = {
    accept: (socket, options) => socket.accept(options),
    recv: (socket, options) => socket.recv(1, options),
    recvInto: (socket, options) => socket.recvInto(Buffer.alloc(1), options),
    recvExact: (socket, options) => socket.recvExact(1, options),
    recvFrom: (socket, options) => socket.recvFrom(1, options),
    recvFromInto: (socket, options) => socket.recvFromInto(Buffer.alloc(1), options),
    recvMessage: (socket, options) => socket.recvMessage(options),
  };
  for (const [name, call] of Object.entries(calls)) {
    const open = () => (name === 'accept' ? listener() : new UdpSocket(HOST, 0));
    it(`of ${name}() ends by close(), time-out and signal, each with its own error`, async () => {
      const closing = open();
      const closed = failureOf(() => call(closing, {}));
      closing.close();
      expect((await closed).code).to.equal('EBADF');
      using socket = open();
      expect((await failureOf(() => call(socket, { timeout: 3 }))).code).to.equal('ETIMEDOUT');
      const controller = new AbortController();
      const aborted = failureOf(() => call(socket, { signal: controller.signal }));
      controller.abort();
      expect(await aborted).to.include({ name: 'AbortError', code: 'ABORT_ERR' });
      const late = failureOf(() => call(socket, { signal: controller.signal }));
      expect((await late).code).to.equal('ABORT_ERR');
      expect((await failureOf(() => call(socket, { timeout: 0 }))).code).to.equal('EAGAIN');
    });
  }

  it('of connect() and sendAll() ends by close(), time-out and signal too', async () => {
    using server = listener(0);
    using first = await TcpSocket.connect(server.localAddress);
    const connect = (options: TransferOptions) =>
      failureOf(() => TcpSocket.connect(server.localAddress, options));
    expect((await connect({ timeout: 3 })).code).to.equal('ETIMEDOUT');
    expect((await connect({ signal: AbortSignal.timeout(3) })).code).to.equal('ABORT_ERR');
    const socket = new Socket(AF_INET, SOCK_STREAM);
    const connecting = failureOf(() => socket.connect(server.localAddress));
    socket.close();
    expect((await connecting).code).to.equal('EBADF');
    const much = Buffer.alloc(1 << 25);
    const aborted = await failureOf(() => first.sendAll(much, { signal: AbortSignal.timeout(3) }));
    expect(aborted.code).to.equal('ABORT_ERR');
    const sending = failureOf(() => first.sendAll(much));
    first.close();
    expect((await sending).code).to.equal('EBADF');
  });

  it('after a time-out leaves the others waiting, in their order', async () => {
    using pair = await tcpPair();
    const calls = [
      pair.server.recvExact(1),
      failureOf(() => pair.server.recvExact(1, { timeout: 3 })),
      pair.server.recvExact(1),
    ] as const;
    await calls[1];
    await pair.client.sendAll('ab');
    expect(String(await calls[0]) + String(await calls[2])).to.equal('ab');
  });

  it('works for a thousand accepts at once', async () => {
    using server = listener();
    const accepting = Promise.all(Array.from({ length: 1000 }, () => server.accept()));
    const clients: TcpSocket[] = [];
    for (let i = 0; i < 1000; i++) clients.push(await TcpSocket.connect(server.localAddress));
    const accepted = await accepting;
    const peers = new Set(accepted.map(([, peer]) => String(peer)));
    expect(peers.size).to.equal(1000);
    for (const socket of clients) socket.close();
    for (const [connection] of accepted) connection.close();
  }).timeout(60_000);
});

/** Runs code in a process of its own, which has to end by itself. */
async function run(code: string): Promise<{ readonly exit: unknown; readonly output: string }> {
  const library = JSON.stringify(new URL('../../lib/socket/index.ts', import.meta.url).href);
  const source = `const wirebook = await import(${library});\n${code}`;
  const args = ['--expose-gc', '--input-type=module', '--eval', source];
  const child = spawn(process.execPath, args, { timeout: 19_000 });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [exit, signal] = await once(child, 'close');
  return { exit: exit ?? signal, output };
}

describe('a process', () => {
  const make = `
    const { Socket, Addrinfo, AF_INET, SOCK_STREAM, TcpServer, TcpSocket } = wirebook;
    const server = new TcpServer('${HOST}', 0);`;

  it('with nothing pending ends by itself, open sockets or not', async () => {
    const { exit, output } = await run(`${make}
      await server.accept({ timeout: 5 }).catch(({ code }) => console.log(code));`);
    expect([exit, output]).to.deep.equal([0, 'ETIMEDOUT\n']);
  });

  it('is kept by a call that waits', async () => {
    const { exit, output } = await run(`${make}
      setTimeout(() => TcpSocket.connect(server.localAddress), 30).unref();
      const [connection] = await server.socket.accept();
      console.log('accepted');`);
    // An unreferenced timer fires only because accept() keeps the process.
    expect([exit, output]).to.deep.equal([0, 'accepted\n']);
  });

  it('ends by process.exit() while calls wait', async () => {
    const { exit } = await run(`${make}
      server.accept();
      setTimeout(() => process.exit(7), 5);`);
    expect(exit).to.equal(7);
  });

  it('is stopped whole by acceptBlocking(), until there is a connection', async () => {
    const { output } = await run(`${make}
      const { spawn } = await import('node:child_process');
      const { ipPort } = server.localAddress;
      const client = "setTimeout(() => require('net').connect(" + ipPort + ", '${HOST}').unref(), 300)";
      spawn(process.execPath, ['-e', client]).unref();
      let ticks = 0;
      setInterval(() => ticks++, 1).unref();
      server.socket.acceptBlocking();
      console.log('accepted, ticks:', ticks);
      process.exit();`);
    expect(output).to.equal('accepted, ticks: 0\n');
  });

  it('that forgets a socket is told, and the descriptor is closed', async () => {
    const { output } = await run(`
      const { readdirSync } = await import('node:fs');
      const { subscribe } = await import('node:diagnostics_channel');
      subscribe('wirebook.socket.close', ({ socket }) => console.log('closed', socket));
      const { Socket } = wirebook;
      const before = readdirSync('/proc/self/fd').length;
      (() => { Socket.pair(); })();
      const { promise, resolve } = Promise.withResolvers();
      let warnings = 0;
      process.on('warning', ({ code }) => {
        console.log(code);
        if (++warnings === 2) resolve();
      });
      await new Promise((next) => setTimeout(next, 1));
      globalThis.gc();
      await promise;
      console.log(readdirSync('/proc/self/fd').length - before);`);
    expect(output)
      .to.match(/^closed undefined$/m)
      .and.to.match(/^WIREBOOK_SOCKET_FORGOTTEN$/m);
    expect(output).to.match(/^0$/m);
  });

  it('works in worker threads, which leave no descriptor behind', async () => {
    const { exit, output } = await run(`
      const { readdirSync } = await import('node:fs');
      const { Worker } = await import('node:worker_threads');
      const { once } = await import('node:events');
      const library = ${JSON.stringify(new URL('../../lib/socket/index.ts', import.meta.url).href)};
      const source = \`
        import { parentPort } from 'node:worker_threads';
        import { TcpServer, TcpSocket } from '\${library}';
        const server = new TcpServer('${HOST}', 0);
        const accepting = server.accept();
        const client = await TcpSocket.connect(server.localAddress);
        const connection = await accepting;
        const receiving = connection.recvExact(5);
        await client.sendAll('Hello');
        parentPort.postMessage(String(await receiving));
        if (process.env.LEAVE) server.accept();
        else process.exit();\`;
      const count = () => readdirSync('/proc/self/fd').length;
      const before = count();
      for (let round = 0; round < 2; round++) {
        const workers = [1, 2].map(() => new Worker(source, { eval: true }));
        const answers = await Promise.all(workers.map(async (worker) => {
          const exited = once(worker, 'exit');
          const [answer] = await once(worker, 'message');
          await exited;
          return answer;
        }));
        console.log(answers.join());
      }
      console.log('left', count() - before);
      for (let round = 0; round < 2; round++) {
        const worker = new Worker(source, { eval: true, env: { LEAVE: '1' } });
        const exited = once(worker, 'exit');
        await once(worker, 'message');
        console.log('terminated', await worker.terminate());
        await exited;
        console.log('left', count() - before);
      }
      using mine = new wirebook.Socket(wirebook.AF_INET, wirebook.SOCK_STREAM);
      console.log('closed a stranger', mine.fileno() < 0);`);
    const ended = 'terminated 1\nleft 0\n'.repeat(2);
    const expected = `${'Hello,Hello\n'.repeat(2)}left 0\n${ended}closed a stranger false\n`;
    expect(output).to.equal(expected);
    expect(exit).to.equal(0);
  }).timeout(60_000);

  it('on another system than Linux can import the library, and is told what to do', async () => {
    const { output } = await run(`
      Object.defineProperty(process, 'platform', { value: 'darwin' });
      const { Socket, AF_INET, SOCK_STREAM } = wirebook;
      try { new Socket(AF_INET, SOCK_STREAM); } catch (error) { console.log(error.message); }`);
    expect(output).to.match(/^Sockets of wirebook need Linux, and this is darwin: open .*\n$/);
  });
});

describe('a descriptor', () => {
  it('is closed once, and never a stranger’s who got its number', async () => {
    for (let round = 0; round < 50; round++) {
      const first = new Socket(AF_INET, SOCK_STREAM);
      const fd = first.fileno();
      first.close();
      const stranger = new Socket(AF_INET, SOCK_STREAM);
      expect(stranger.fileno()).to.equal(fd);
      first.close();
      first[Symbol.dispose]();
      await first[Symbol.asyncDispose]();
      expect((await failureOf(() => first.shutdown())).code).to.equal('EBADF');
      stranger.bind(Addrinfo.tcp(HOST, 0));
      stranger.close();
    }
  });

  it('that is reused gets no events of the one before, though a copy of it lives', async () => {
    const old = await tcpPair();
    using copy = old.server.dup();
    const fd = old.server.fileno();
    const waiting = failureOf(() => old.server.recv());
    old.server.close();
    expect((await waiting).code).to.equal('EBADF');
    const [left, right] = Socket.pair();
    const reused = left.fileno() === fd ? left : right;
    expect(reused.fileno()).to.equal(fd);
    const receiving = failureOf(() => reused.recv(1, { timeout: 20 }));
    await old.client.sendAll('for the copy');
    expect((await receiving).code).to.equal('ETIMEDOUT');
    expect((await copy.recv()).toString()).to.equal('for the copy');
    for (const socket of [left, right, old.client]) socket.close();
  });

  it('belongs to the block that declares it with using or await using', async () => {
    let sync: Socket;
    let async: Socket;
    {
      using first = new Socket(AF_INET, SOCK_STREAM);
      await using second = new Socket(AF_INET, SOCK_STREAM);
      [sync, async] = [first, second];
      expect([sync.isClosed, async.isClosed]).to.deep.equal([false, false]);
    }
    expect([sync.isClosed, async.isClosed]).to.deep.equal([true, true]);
  });
});

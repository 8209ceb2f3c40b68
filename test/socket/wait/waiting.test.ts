/** Waiting: it stops nobody, ends in order, and holds the process only while it lasts. */

import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { expect } from 'chai';
import {
  Addrinfo,
  AF_INET,
  SO_LINGER,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  TcpSocket,
  type TransferOptions,
  UdpSocket,
} from '../../../lib/socket/index.ts';
import { failureOf, HOST, listener, runProgram, tcpPair, until } from '../fixtures.ts';

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
    const open = () => (name === 'accept' ? listener() : new UdpSocket({ host: HOST, port: 0 }));
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
      expect((await failureOf(() => call(socket, { timeout: -0.5 }))).code).to.equal('ETIMEDOUT');
      const deadline = performance.now() + 3;
      for (const limits of [{ deadline }, { deadline }, { deadline, timeout: 60_000 }]) {
        expect((await failureOf(() => call(socket, limits))).code).to.equal('ETIMEDOUT');
      }
      const long = { deadline: performance.now() + 60_000, timeout: 3 };
      expect((await failureOf(() => call(socket, long))).code).to.equal('ETIMEDOUT');
    });
  }

  it('has one deadline for several calls, in place of the timeout of its socket', async () => {
    using pair = await tcpPair();
    pair.server.timeout = 1;
    const deadline = performance.now() + 60;
    const receiving = pair.server.recv(1, { deadline });
    await new Promise((resolve) => setTimeout(resolve, 10));
    await pair.client.send('Hi');
    expect(String(await receiving)).to.equal('H');
    expect(String(await pair.server.recv(1, { deadline }))).to.equal('i');
    expect((await failureOf(() => pair.server.recv(1, { deadline }))).code).to.equal('ETIMEDOUT');
    expect(performance.now()).to.be.greaterThan(deadline - 2);
    // After it a call is tried once.
    await pair.client.send('late');
    expect(String(await pair.server.recv(4, { deadline }))).to.equal('late');
    const none = { deadline: Number.POSITIVE_INFINITY };
    const waiting = pair.server.recv(4, none);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await pair.client.send('free');
    expect(String(await waiting)).to.equal('free');
  });

  it('refuses a deadline that is none, such as a time of Date', async () => {
    using pair = await tcpPair();
    for (const deadline of [Date.now() + 1000, Number.NaN]) {
      const error = await failureOf(() => pair.server.recv(1, { deadline }));
      expect(error.code).to.equal('ERR_OUT_OF_RANGE');
      expect(error.message).to.include('performance.now()');
    }
    const date = new Date() as never;
    const error = await failureOf(() => pair.server.recv(1, { deadline: date }));
    expect(error.code).to.equal('ERR_INVALID_ARG_TYPE');
  });

  it('with a time-out that is over tries the call once', async () => {
    using pair = await tcpPair();
    await pair.client.send('Hi');
    expect(String(await pair.server.recv(10, { timeout: -3 }))).to.equal('Hi');
    await pair.client.send('again');
    // The call before took all there was, so this one would begin by waiting.
    const text = async () => String(await pair.server.recv(10, { timeout: -3 }));
    expect(await text()).to.equal('again');
    expect((await failureOf(text)).code).to.equal('ETIMEDOUT');
    const queued = pair.server.recv(10);
    expect((await failureOf(text)).code).to.equal('ETIMEDOUT');
    await pair.client.send('queued');
    expect(String(await queued)).to.equal('queued');
    using server = listener();
    using client = await TcpSocket.connect(server.localAddress, { timeout: -1 });
    expect(client.remoteAddress.equals(server.localAddress)).to.equal(true);
    const nowhere = Addrinfo.tcp(HOST, 1);
    const refused = await failureOf(() => TcpSocket.connect(nowhere, { timeout: -1 }));
    expect(refused.code).to.equal('ECONNREFUSED');
  });

  it('of connect() and sendAll() ends by close(), time-out and signal too', async () => {
    using server = listener(0);
    using first = await TcpSocket.connect(server.localAddress);
    const connect = (options: TransferOptions) =>
      failureOf(() => TcpSocket.connect(server.localAddress, options));
    expect((await connect({ timeout: 3 })).code).to.equal('ETIMEDOUT');
    expect((await connect({ timeout: -3 })).code).to.equal('ETIMEDOUT');
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

  it('that fails names the line of its caller, however it ends', async () => {
    const calls: Readonly<Record<string, (socket: Socket) => Promise<unknown>>> = {
      'time-out': (socket) => socket.recv(1, { timeout: 1 }),
      signal: (socket) => socket.recv(1, { signal: AbortSignal.timeout(1) }),
      close: (socket) => {
        setImmediate(() => socket.close());
        return socket.recv();
      },
      event: (socket) => socket.recvExact(10),
    };
    for (const [name, call] of Object.entries(calls)) {
      using pair = await tcpPair();
      const theCaller = async () => await call(pair.server);
      const failing = failureOf(theCaller);
      if (name === 'event') pair.client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
      if (name === 'event') pair.client.close();
      expect((await failing).stack, name).to.match(/at async theCaller \(.*waiting\.test\.ts/);
    }
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

describe('a wait whose time is over', () => {
  it('ends with what had come by then, though other code ran so long', async () => {
    const [left, right] = Socket.pair();
    const receiving = right.recv(10, { timeout: 1 });
    await Promise.all([left.send('Hello'), stopFor(20)]);
    expect(String(await receiving)).to.equal('Hello');
    for (const socket of [left, right]) socket.close();
  });

  /** Stops the process, timers and events included. */
  async function stopFor(milliseconds: number): Promise<void> {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  }
});

describe('closes that linger', () => {
  it('leave threads of the pool to others', async () => {
    const pairs = await Promise.all(Array.from({ length: 8 }, tcpPair));
    for (const { client } of pairs) {
      client.nonblock = true;
      while ((await client.send(Buffer.alloc(2 ** 20)).catch(() => 0)) > 0);
      client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 30 });
    }
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = open();
    for (const { client } of pairs) client.close();
    await stat('/');
    // close(2) takes a descriptor away before it waits.
    expect(before - open()).to.be.at.most(2);
    // Closing with bytes unread resets the connections, which ends the closes that wait.
    for (const { server } of pairs) server.close();
    await until(() => open() === before - 2 * pairs.length);
  });
});

describe('a process', () => {
  const make = `
    const { Socket, Addrinfo, AF_INET, SOCK_STREAM, TcpServer, TcpSocket } = wirebook;
    const server = new TcpServer({ host: '${HOST}', port: 0 });`;

  it('with nothing pending ends by itself, open sockets or not', async () => {
    const { exit, output } = await runProgram(`${make}
      await server.accept({ timeout: 5 }).catch(({ code }) => console.log(code));`);
    expect([exit, output]).to.deep.equal([0, 'ETIMEDOUT\n']);
  });

  it('is kept by a call that waits', async () => {
    const { exit, output } = await runProgram(`${make}
      setTimeout(() => TcpSocket.connect(server.localAddress), 30).unref();
      const [connection] = await server.socket.accept();
      console.log('accepted');`);
    // An unreferenced timer fires only because accept() keeps the process.
    expect([exit, output]).to.deep.equal([0, 'accepted\n']);
  });

  it('is not kept by the calls of a socket after unref(), until ref()', async () => {
    const waits = 'server.accept({ timeout: 60_000 });';
    for (const free of [`server.unref(); ${waits}`, `${waits} server.unref();`]) {
      const { exit, output } = await runProgram(`${make} ${free}
        process.on('exit', () => console.log('at rest'));`);
      expect([exit, output]).to.deep.equal([0, 'at rest\n']);
    }
    const { output } = await runProgram(`${make}
      server.unref();
      const accepting = server.accept({ timeout: 20 });
      server.ref();
      await accepting.catch(({ code }) => console.log(code));`);
    expect(output).to.equal('ETIMEDOUT\n');
  });

  it('ends by process.exit() while calls wait', async () => {
    const { exit } = await runProgram(`${make}
      server.accept();
      setTimeout(() => process.exit(7), 5);`);
    expect(exit).to.equal(7);
  });

  it('is stopped whole by acceptBlocking(), until there is a connection', async () => {
    const { output } = await runProgram(`${make}
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
    const { output } = await runProgram(`
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
    const { exit, output } = await runProgram(`
      const { readdirSync } = await import('node:fs');
      const { Worker } = await import('node:worker_threads');
      const { once } = await import('node:events');
      const library = ${JSON.stringify(new URL('../../../lib/socket/index.ts', import.meta.url).href)};
      const source = \`
        import { parentPort } from 'node:worker_threads';
        import { TcpServer, TcpSocket } from '\${library}';
        const server = new TcpServer({ host: '${HOST}', port: 0 });
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
    const { output } = await runProgram(`
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

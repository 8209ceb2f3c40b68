/** Servers in one call, their loops, options, and the bridge to node:net. */

import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, Socket as NetSocket } from 'node:net';
import { expect } from 'chai';
import {
  Addrinfo,
  AF_INET,
  AF_INET6,
  AF_PACKET,
  acceptLoop,
  ETH_P_ALL,
  fromNet,
  getrlimit,
  htons,
  IPV6_V6ONLY,
  PACKET_OUTGOING,
  RLIMIT_NOFILE,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_REUSEPORT,
  SO_TYPE,
  SOCK_RAW,
  SOCK_STREAM,
  SOL_IPV6,
  SOL_SOCKET,
  SOL_TCP,
  Socket,
  setrlimit,
  socketOptions,
  TCP_CONGESTION,
  TCP_CORK,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_SYNCNT,
  TCP_USER_TIMEOUT,
  TcpServer,
  TcpSocket,
  tcpServerLoop,
  tcpServerSockets,
  toNetServer,
  toNetSocket,
  UdpSocket,
  UnixServer,
  udpServerSockets,
} from '../../lib/socket/index.ts';
import { program } from '../lab/needs.ts';
import { failureOf, HOST, listener, runProgram, tcpPair } from './fixtures.ts';

describe('TcpServer', () => {
  // P CreateServerTest.test_reuse_port
  it('shares its port where both ask for it, and not otherwise', async () => {
    using first = new TcpServer({ host: HOST, port: 0 }, { reusePort: true });
    const { ipPort } = first.localAddress;
    using second = new TcpServer({ host: HOST, port: ipPort }, { reusePort: true });
    expect(second.localAddress.equals(first.localAddress)).to.equal(true);
    expect((await failureOf(() => new TcpServer({ host: HOST, port: ipPort }))).code).to.equal(
      'EADDRINUSE',
    );
  });

  // P test_ipv6_only_default, test_dualstack_ipv6_family
  // P CreateServerFunctionalTest.test_dual_stack_client_v4, test_dual_stack_client_v6
  it('at :: serves IPv4 and IPv6, unless it is told ipv6Only', async () => {
    using both = new TcpServer({ host: '::', port: 0 }, { ipv6Only: false });
    const { ipPort } = both.localAddress;
    for (const host of ['127.0.0.1', '::1']) {
      using client = await TcpSocket.connect(Addrinfo.tcp(host, ipPort));
      const [connection, peer] = await both.socket.accept();
      expect(peer.isV4Mapped).to.equal(host === '127.0.0.1');
      expect((peer.toIpv4() ?? peer).equals(client.localAddress)).to.equal(true);
      connection.close();
    }
    using six = new TcpServer({ host: '::', port: 0 }, { ipv6Only: true });
    expect(six.socket.getsockopt(SOL_IPV6, IPV6_V6ONLY)).to.equal(true);
    const to = Addrinfo.tcp('127.0.0.1', six.localAddress.ipPort);
    expect((await failureOf(() => TcpSocket.connect(to))).code).to.equal('ECONNREFUSED');
  });

  // V test_tcpserver_bind_leak
  it('leaves no descriptor behind when it cannot bind', async () => {
    using server = new TcpServer({ host: HOST, port: 0 });
    const before = readdirSync('/proc/self/fd').length;
    for (let i = 0; i < 50; i++) {
      const again = () => new TcpServer({ host: HOST, port: server.localAddress.ipPort });
      expect((await failureOf(again)).code).to.equal('EADDRINUSE');
      const from = () => new UdpSocket({ host: '192.0.2.1', port: 0 });
      expect((await failureOf(from)).code).to.equal('EADDRNOTAVAIL');
    }
    expect(readdirSync('/proc/self/fd').length).to.equal(before);
  });

  // V test_shutdown, test_close_immediately
  it('ends its loop when it is closed, at once or while it waits', async () => {
    const closed = new TcpServer({ host: HOST, port: 0 });
    closed.close();
    expect(await Array.fromAsync(closed)).to.deep.equal([]);
    const server = new TcpServer({ host: HOST, port: 0 });
    const looping = Array.fromAsync(server);
    server.close();
    expect(await looping).to.deep.equal([]);
  });

  it('ends its loop with EAGAIN where it may not wait', async () => {
    using server = new TcpServer({ host: HOST, port: 0 });
    server.socket.nonblock = true;
    expect((await failureOf(() => Array.fromAsync(server))).code).to.equal('EAGAIN');
  });

  it('makes connections that are TcpSockets', async () => {
    using server = new TcpServer({ host: HOST, port: 0 });
    using client = await TcpSocket.connect({ host: HOST, port: server.localAddress.ipPort });
    using connection = await server.accept();
    expect(connection).to.be.instanceOf(TcpSocket);
    expect(connection.remoteAddress.equals(client.localAddress)).to.equal(true);
  });
});

describe('loops over listeners', () => {
  it('acceptLoop() takes from each as they come, and leaves the rest in the queue', async () => {
    const servers = [listener(), listener()];
    const clients: Socket[] = [];
    for (const server of [...servers, ...servers]) {
      clients.push(await TcpSocket.connect(server.localAddress));
    }
    const seen: string[] = [];
    for await (const connection of acceptLoop(servers)) {
      seen.push(String(connection.localAddress));
      connection.close();
      if (seen.length === 3) break;
    }
    expect(new Set(seen).size).to.equal(2);
    const rest = await Promise.race(servers.map((server) => server.accept()));
    rest[0].close();
    for (const socket of [...servers, ...clients]) socket.close();
  });

  it('acceptLoop() ends when its signal is aborted, and when all listeners are closed', async () => {
    const controller = new AbortController();
    using server = listener();
    const looping = Array.fromAsync(acceptLoop([server], { signal: controller.signal }));
    controller.abort();
    expect(await looping).to.deep.equal([]);
    const closing = Array.fromAsync(acceptLoop([server]));
    server.close();
    expect(await closing).to.deep.equal([]);
  });

  it('tcpServerSockets() opens one for each family at one port, or none', async () => {
    const servers = tcpServerSockets(0);
    const [four, six] = servers.map((server) => server.localAddress);
    expect([four?.family, six?.family]).to.deep.equal([AF_INET, AF_INET6]);
    expect(four?.ipPort).to.equal(six?.ipPort);
    const before = readdirSync('/proc/self/fd').length;
    expect((await failureOf(() => tcpServerSockets(six?.ipPort ?? 0))).code).to.equal('EADDRINUSE');
    expect(readdirSync('/proc/self/fd').length).to.equal(before);
    for (const server of servers) server.close();
  });

  it('tcpServerSockets() serves IPv4 too with one socket for IPv6 that is told to', async () => {
    const [server] = tcpServerSockets(0, { hosts: ['::'], ipv6Only: false });
    if (server === undefined) throw new Error('expected a server');
    using client = await TcpSocket.connect({ host: HOST, port: server.localAddress.ipPort });
    using connection = await server.accept();
    expect(connection.remoteAddress.toIpv4()?.equals(client.localAddress)).to.equal(true);
    server.close();
  });

  it('udpServerSockets() opens one for each family at one port, or none', async () => {
    const sockets = udpServerSockets(0);
    const [four, six] = sockets;
    if (four === undefined || six === undefined) throw new Error('expected two sockets');
    expect([four.domain, six.domain]).to.deep.equal([AF_INET, AF_INET6]);
    const port = four.localAddress.ipPort;
    expect(six.localAddress.ipPort).to.equal(port);
    for (const [socket, host] of [[four, HOST] as const, [six, '::1'] as const]) {
      using client = new UdpSocket({ host, port: 0 });
      await client.sendTo('Hello', { host, port });
      const [data, from] = await socket.recvFrom();
      expect(String(data)).to.equal('Hello');
      expect(from?.equals(client.localAddress)).to.equal(true);
    }
    const before = readdirSync('/proc/self/fd').length;
    expect((await failureOf(() => udpServerSockets(port))).code).to.equal('EADDRINUSE');
    expect(readdirSync('/proc/self/fd').length).to.equal(before);
    for (const socket of sockets) socket.close();
  });

  it('udpServerSockets() shares a port where it is told to', () => {
    using unbound = new UdpSocket(undefined, { reusePort: true });
    expect(unbound.getsockopt(SOL_SOCKET, SO_REUSEPORT)).to.equal(true);
    const first = udpServerSockets(0, { reusePort: true });
    const port = first[0]?.localAddress.ipPort ?? 0;
    const second = udpServerSockets(port, { reusePort: true });
    expect(second.map(({ localAddress }) => localAddress.ipPort)).to.deep.equal([port, port]);
    for (const socket of [...first, ...second]) socket.close();
  });

  it('tcpServerSockets(0) tries another port where one is taken for the other family', async function () {
    program('strace').call(this);
    const { output } = await runProgram(
      `const [four, six] = wirebook.tcpServerSockets(0).map((server) => server.localAddress.ipPort);
      console.log(four === six);`,
      ['strace', '-qqq', '-o', '/dev/null', '-e', 'inject=bind:error=EADDRINUSE:when=2'],
    );
    expect(output).to.equal('true\n');
  });

  it('tcpServerSockets() serves one family where the other is off', async function () {
    program('strace').call(this);
    for (const nth of [1, 2]) {
      const { output } = await runProgram(
        `const servers = wirebook.tcpServerSockets(0);
        console.log(servers.map((server) => server.localAddress.ipAddress).join());`,
        ['strace', '-qqq', '-o', '/dev/null', '-e', `inject=socket:error=EAFNOSUPPORT:when=${nth}`],
      );
      expect(output).to.equal(nth === 1 ? '::\n' : '0.0.0.0\n');
    }
  });

  it('tcpServerLoop() serves many at once, survives a failing handler, and waits for all', async () => {
    const controller = new AbortController();
    const errors: unknown[] = [];
    const { promise: address, resolve } = Promise.withResolvers<Addrinfo | undefined>();
    const serving = tcpServerLoop(
      0,
      async (connection) => {
        const data = await connection.recvExact(3);
        if (data.toString() === 'bad') throw new Error('bad client');
        await connection.sendAll(data);
      },
      {
        hosts: [HOST],
        signal: controller.signal,
        onListening: ([first]) => resolve(first),
        onError: (error) => errors.push(error),
      },
    );
    const to = (await address) ?? expect.fail('no address');
    const clients = await Promise.all(
      ['bad', 'one', 'two'].map(async (word) => {
        const client = await TcpSocket.connect(to);
        return { client, word };
      }),
    );
    for (const { client, word } of clients.toReversed()) {
      await client.sendAll(word);
      const answer = Buffer.concat(await Array.fromAsync(client)).toString();
      expect(answer).to.equal(word === 'bad' ? '' : word);
      client.close();
    }
    controller.abort();
    await serving;
    expect(String(errors)).to.equal('Error: bad client');
    expect((await failureOf(() => TcpSocket.connect(to))).code).to.equal('ECONNREFUSED');
  });
});

describe('errors of accept that pass', () => {
  /** Calls `fn` while this process has no descriptor left. */
  async function withoutDescriptors(fn: () => Promise<unknown>): Promise<void> {
    const { soft } = getrlimit(RLIMIT_NOFILE);
    using taken = new DisposableStack();
    taken.defer(() => setrlimit(RLIMIT_NOFILE, { soft }));
    setrlimit(RLIMIT_NOFILE, { soft: readdirSync('/proc/self/fd').length + 20 });
    await failureOf(() => {
      for (;;) taken.use(new Socket(AF_INET, SOCK_STREAM));
    });
    await fn();
  }

  /** A loop that accepts two connections. */
  interface Loop {
    readonly to: Addrinfo;
    readonly accepted: Promise<unknown>;
  }

  /** Accepts two connections, and closes them only then. */
  async function two(loop: AsyncIterable<Socket>): Promise<void> {
    using connections = new DisposableStack();
    let count = 0;
    for await (const connection of loop) {
      connections.use(connection);
      if (++count === 2) return;
    }
    throw new Error('the loop has ended');
  }

  const loops: Readonly<Record<string, (onError: (error: unknown) => void) => Promise<Loop>>> = {
    'for await of a server': async (onError) => {
      const server = new TcpServer({ host: HOST, port: 0 }, { onError });
      return { to: server.localAddress, accepted: two(server).finally(() => server.close()) };
    },
    'for await of a Unix server': async (onError) => {
      const server = new UnixServer({ path: `\0wirebook-emfile-${process.pid}` }, { onError });
      return { to: server.localAddress, accepted: two(server).finally(() => server.close()) };
    },
    'acceptLoop()': async (onError) => {
      const server = listener();
      const accepted = two(acceptLoop([server], { onError })).finally(() => server.close());
      return { to: server.localAddress, accepted };
    },
    'tcpServerLoop()': async (onError) => {
      const controller = new AbortController();
      const { signal } = controller;
      const { promise, resolve } = Promise.withResolvers<Addrinfo | undefined>();
      let count = 0;
      const handle = async () => {
        if (++count === 2) controller.abort();
        else await once(signal, 'abort');
      };
      const accepted = tcpServerLoop(0, handle, {
        hosts: [HOST],
        signal,
        onListening: ([address]) => resolve(address),
        onError,
      });
      return { to: (await promise) ?? expect.fail('no address'), accepted };
    },
  };

  for (const [name, begin] of Object.entries(loops)) {
    it(`${name} outlives a lack of descriptors, and serves who came meanwhile`, async () => {
      const told = Promise.withResolvers<unknown>();
      const { to, accepted } = await begin(told.resolve);
      using first = new Socket(to.family, SOCK_STREAM);
      using second = new Socket(to.family, SOCK_STREAM);
      await withoutDescriptors(async () => {
        await first.connect(to);
        await second.connect(to);
        expect(await Promise.race([told.promise, accepted])).to.have.property('code', 'EMFILE');
      });
      await accepted;
    });
  }

  it('end a pause as the loop is to end', async () => {
    const told = Promise.withResolvers<unknown>();
    const errors: unknown[] = [];
    using server = new TcpServer(
      { host: HOST, port: 0 },
      { onError: (error) => errors.push(error) > 3 && told.resolve(error) },
    );
    using client = new TcpSocket(AF_INET, SOCK_STREAM);
    const looping = Array.fromAsync(server);
    await withoutDescriptors(async () => {
      await client.connect(server.localAddress);
      await told.promise;
      server.close();
      expect(await looping).to.deep.equal([]);
    });
  });

  for (const code of ['ECONNABORTED', 'EPROTO', 'EPERM', 'ENETUNREACH', 'ENOBUFS']) {
    it(`go on after ${code}, and are printed once`, async function () {
      program('strace').call(this);
      const { output } = await runProgram(
        `process.on('warning', ({ code }) => console.log(code));
        using server = new wirebook.TcpServer({ host: '${HOST}', port: 0 });
        using client = await wirebook.TcpSocket.connect(server.localAddress);
        for await (const connection of server) {
          connection.close();
          console.log('accepted');
          break;
        }`,
        ['strace', '-qqq', '-o', '/dev/null', '-e', `inject=accept4:error=${code}:when=1..3`],
      );
      expect(output.split('\n').filter((line) => /^\w+$/.test(line))).to.have.members([
        code,
        'accepted',
      ]);
    });
  }

  it('are none where the socket cannot listen', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    await socket.sendTo('', socket.localAddress);
    const looping = () => Array.fromAsync(acceptLoop([socket]));
    expect((await failureOf(looping)).code).to.equal('EOPNOTSUPP');
  });
});

describe('options', () => {
  // R test_sockopt.rb test_bool, test_new; test_basicsocket.rb test_getsockopt
  it('go there and back', async () => {
    using socket = new Socket(AF_INET, SOCK_STREAM);
    for (const on of [true, false]) {
      socket.setsockopt(SOL_SOCKET, SO_KEEPALIVE, on);
      expect(socket.getsockopt(SOL_SOCKET, SO_KEEPALIVE)).to.equal(on);
    }
    for (const [name, value] of [
      [TCP_KEEPIDLE, 30],
      [TCP_KEEPINTVL, 5],
      [TCP_KEEPCNT, 3],
      [TCP_SYNCNT, 2],
      [TCP_USER_TIMEOUT, 500],
    ] as const) {
      socket.setsockopt(SOL_TCP, name, value);
      expect(socket.getsockopt(SOL_TCP, name)).to.equal(value);
    }
    socket.setsockopt(SOL_TCP, TCP_CORK, true);
    expect(socket.getsockopt(SOL_TCP, TCP_CORK)).to.equal(true);
    socket.setsockopt(SOL_TCP, TCP_CONGESTION, socket.getsockopt(SOL_TCP, TCP_CONGESTION));
    expect(socket.getsockopt(SOL_SOCKET, SO_TYPE)).to.equal(SOCK_STREAM);
    expect(socket.getsockopt(SOL_SOCKET, SO_ERROR)).to.equal(0);
  });

  it('can all be read, or say why not', () => {
    using socket = new Socket(AF_INET6, SOCK_STREAM);
    for (const { name, level, number, codec } of socketOptions()) {
      try {
        codec.unpack(socket.getsockopt(level, number, codec.size));
      } catch (error) {
        // Which of them a kernel refuses, and why, differs; it must be the kernel that does.
        expect(error, name).to.include({ name: 'SocketError', syscall: 'getsockopt' });
        expect(error, name).to.have.property('code').that.is.not.oneOf(['EFAULT', 'EBADF']);
      }
    }
  });

  it('tcpInfo() shows the queue of a listener and the state of a connection', async () => {
    using server = listener(3);
    using client = await TcpSocket.connect(server.localAddress);
    expect(server.tcpInfo()).to.include({ state: 'LISTEN', unacked: 1, sacked: 3 });
    const [connection] = await server.accept();
    expect(server.tcpInfo().unacked).to.equal(0);
    client.close();
    await connection.recv();
    expect(connection.tcpInfo().state).to.equal('CLOSE_WAIT');
    connection.close();
  });
});

describe('limits of the process', () => {
  it('reach EMFILE, and the process recovers', async () => {
    const { soft } = getrlimit(RLIMIT_NOFILE);
    const sockets: Socket[] = [];
    setrlimit(RLIMIT_NOFILE, { soft: readdirSync('/proc/self/fd').length + 20 });
    const error = await failureOf(() => {
      for (;;) sockets.push(new Socket(AF_INET, SOCK_STREAM));
    });
    setrlimit(RLIMIT_NOFILE, { soft });
    expect(error).to.include({ code: 'EMFILE', syscall: 'socket' });
    for (const socket of sockets) socket.close();
    new Socket(AF_INET, SOCK_STREAM).close();
    const { hard } = getrlimit(RLIMIT_NOFILE);
    const above = await failureOf(() => setrlimit(RLIMIT_NOFILE, { soft: hard + 1 }));
    expect(above.code).to.equal('EINVAL');
    expect((await failureOf(() => getrlimit(99))).code).to.equal('EINVAL');
  });
});

describe('AF_PACKET', () => {
  it('sees the packets of the loopback interface', async function () {
    if (process.getuid?.() !== 0) {
      console.log('      skipped: AF_PACKET needs CAP_NET_RAW');
      this.skip();
    }
    using raw = new Socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
    raw.bind(Addrinfo.packet('lo'));
    using udp = new UdpSocket({ host: HOST, port: 0 });
    await udp.sendTo('a needle', udp.localAddress);
    expect((await raw.recvMessage({ timeout: 5000 })).data).to.not.have.length(0);
    await udp.sendTo('a needle', udp.localAddress);
    for (;;) {
      const [frame, from] = await raw.recvFrom(65_536, { timeout: 5000 });
      if (!frame.includes('a needle') || from?.linkAddress.packetType === PACKET_OUTGOING) continue;
      expect(from?.linkAddress).to.include({ etherType: 0x0800, hardwareType: 772 });
      expect(String(from)).to.equal('lo');
      return;
    }
  });
});

describe('the bridge to node:net', () => {
  it('hands a connection over, and takes it back', async () => {
    using pair = await tcpPair();
    const stream = toNetSocket(pair.server);
    expect(pair.server.isClosed).to.equal(true);
    stream.write('from Node');
    expect((await pair.client.recvExact(9)).toString()).to.equal('from Node');
    using again = fromNet(stream);
    await once(stream, 'close');
    await pair.client.sendAll('and back');
    expect((await again.recvExact(8)).toString()).to.equal('and back');
  });

  it('hands a listener over, and takes one back', async () => {
    const listening = listener();
    const to = listening.localAddress;
    const server = toNetServer(listening, (stream) => stream.end('Node'));
    using client = await TcpSocket.connect(to);
    expect((await client.recvExact(4)).toString()).to.equal('Node');
    server.close();
    const theirs = createServer().listen(0, HOST);
    await once(theirs, 'listening');
    using mine = fromNet(theirs);
    using second = await TcpSocket.connect(mine.localAddress);
    const [connection] = await mine.accept();
    expect(connection.remoteAddress.equals(second.localAddress)).to.equal(true);
    connection.close();
  });

  it('refuses a stream that has not sent all yet, or not its end', async () => {
    using pair = await tcpPair();
    const size = 2 ** 22;
    const stream = toNetSocket(pair.server);
    stream.write(Buffer.alloc(size));
    expect((await failureOf(() => fromNet(stream))).code).to.equal('ERR_INVALID_STATE');
    const drained = once(stream, 'drain');
    await pair.client.recvExact(size);
    await drained;
    using again = fromNet(stream);
    const ending = toNetSocket(again).end();
    expect((await failureOf(() => fromNet(ending))).code).to.equal('ERR_INVALID_STATE');
    await once(ending, 'finish');
    fromNet(ending).close();
    expect(await pair.client.recv()).to.have.length(0);
  });

  it('refuses a stream with unread bytes, and one that is closed', async () => {
    using pair = await tcpPair();
    const stream = toNetSocket(pair.server);
    await pair.client.sendAll('unread');
    await once(stream, 'readable');
    expect((await failureOf(() => fromNet(stream))).code).to.equal('ERR_INVALID_STATE');
    stream.destroy();
    expect((await failureOf(() => fromNet(new NetSocket()))).code).to.equal('EBADF');
    expect((await failureOf(() => toNetSocket(pair.server))).code).to.equal('EBADF');
  });
});

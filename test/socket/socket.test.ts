/**
 * Cases from the suites of CPython (P test_socket.py), Ruby (R test/socket) and Node (N
 * test/parallel) that belong to no other file here. The behaviour is theirs, the tests are ours.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { expect } from 'chai';
import {
  Addrinfo,
  AF_INET,
  AF_UNIX,
  AncillaryData,
  closeDescriptor,
  Epoll,
  getaddrinfo,
  getnameinfo,
  IP_MULTICAST_LOOP,
  IP_MULTICAST_TTL,
  IPPROTO_UDP,
  IPV6_RECVHOPLIMIT,
  IPV6_RECVTCLASS,
  IPV6_TCLASS,
  MSG_CTRUNC,
  MSG_OOB,
  SO_BROADCAST,
  SO_OOBINLINE,
  SO_PASSCRED,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_IP,
  SOL_IPV6,
  SOL_SOCKET,
  Socket,
  select,
  TcpServer,
  TcpSocket,
  UdpSocket,
  UnixServer,
  UnixSocket,
} from '../../lib/socket/index.ts';
import { failureOf, HOST, listener, runProgram, tcpPair, until } from './fixtures.ts';

describe('what console.log shows', () => {
  // P test_repr, test_csocket_repr; R test_inspect of test_tcp, test_udp, test_unix
  it('of a socket names its class, its descriptor and both ends; closed, it says so', async () => {
    using server = new TcpServer({ host: HOST, port: 0 });
    using client = await TcpSocket.connect(server.localAddress);
    const ends = `${client.localAddress} to ${server.localAddress}`;
    expect(inspect(client)).to.equal(`TcpSocket fd ${client.fileno()}, ${ends}`);
    using epoll = new Epoll();
    expect(inspect(epoll)).to.match(/^Epoll fd \d+$/);
    client.close();
    expect(inspect(client)).to.equal('TcpSocket (closed)');
    expect(inspect(client)).not.to.contain('fd');
  });

  it('of an endpoint is its address and port in full, however deep it stands', () => {
    const endpoint = Addrinfo.tcp('127.0.2.1', 4481);
    expect(inspect({ a: { b: [endpoint] } })).to.equal(
      '{ a: { b: [ Addrinfo 127.0.2.1:4481 TCP ] } }',
    );
    expect(inspect(Addrinfo.unix('/run/x.sock'))).to.equal('Addrinfo /run/x.sock STREAM');
  });
});

describe('names and addresses of other kinds', () => {
  // P test_host_resolution, test_host_resolution_bad_address
  it('hosts that look like addresses and are none are refused', async () => {
    const bad = ['0.1.1.~1', '1+.1.1.1', '::1q', '::1::2', '1:1:1:1:1:1:1:1:1', ' 127.0.0.1', ''];
    for (const host of bad) {
      expect((await failureOf(() => Addrinfo.tcp(host, 80))).code, host).to.equal(
        'ERR_INVALID_ARG_TYPE',
      );
    }
    for (const host of ['0.0.0.0', '255.255.255.255', '::', '::1', '1:1:1:1:1:1:1:1']) {
      expect(Addrinfo.tcp(host, 80).ipAddress).to.equal(host);
    }
  });

  // P testGetServBy, testHostnameRes
  it('services have a port and a name, and this host has an address', async () => {
    const [web] = await getaddrinfo('127.0.0.1', 'http', { type: SOCK_STREAM });
    expect(web?.ipPort).to.equal(80);
    const names = await getnameinfo(Addrinfo.tcp('127.0.0.1', 22));
    expect(names.service).to.equal('ssh');
    const own = await getaddrinfo(hostname(), null).catch((error) => error.code);
    expect(own).to.satisfy((found: unknown) => typeof found === 'string' || Array.isArray(found));
  });

  // P test_getaddrinfo_ipv6_scopeid_symbolic, _numeric; R port argument of 0
  it('scope ids are kept, and port 0 is a service', async () => {
    const [link] = await getaddrinfo('fe80::1%lo', '0', { type: SOCK_STREAM });
    expect([link?.scopeId, link?.ipPort]).to.deep.equal([Addrinfo.ip('fe80::1%lo').scopeId, 0]);
    const [numeric] = await getaddrinfo('fe80::1%1', '80', { type: SOCK_STREAM });
    expect(numeric?.scopeId).to.equal(1);
  });

  // P testNewAttributes, test_unknown_socket_family_repr
  it('a socket says what it is, also when it was adopted', () => {
    using socket = new Socket(AF_UNIX, SOCK_SEQPACKET);
    expect([socket.domain, socket.type, socket.protocol]).to.deep.equal([1, 5, 0]);
    using datagrams = new Socket(AF_INET, SOCK_DGRAM);
    using same = Socket.fromFd(datagrams.detach());
    expect([same.domain, same.type, same.protocol]).to.deep.equal([2, 2, IPPROTO_UDP]);
  });
});

describe('structuredClone()', () => {
  it('refuses what it could only empty', async () => {
    using server = new TcpServer({ host: HOST, port: 0 });
    using epoll = new Epoll();
    for (const value of [server.socket, server, epoll, server.localAddress]) {
      expect(await failureOf(() => structuredClone(value))).to.include({ name: 'DataCloneError' });
    }
  });
});

describe('connections, again', () => {
  // N test-net-connect-abort-controller, test-net-end-without-connect, destroy while connecting
  it('that are not made cannot be shut down, and end with their signal', async () => {
    using socket = new Socket(AF_INET, SOCK_STREAM);
    expect((await failureOf(() => socket.closeWrite())).code).to.equal('ENOTCONN');
    const aborted = AbortSignal.abort();
    using server = listener();
    const error = await failureOf(() => socket.connect(server.localAddress, { signal: aborted }));
    expect(error.name).to.equal('AbortError');
    await socket.connect(server.localAddress);
  });

  // N test-net-localport, test-net-local-address-port, test-net-remote-address-port
  it('know both addresses, which mirror each other', async () => {
    using pair = await tcpPair();
    expect(pair.client.localAddress.equals(pair.server.remoteAddress)).to.equal(true);
    expect(pair.client.remoteAddress.equals(pair.server.localAddress)).to.equal(true);
    pair.client.closeWrite();
    expect(await pair.server.recv()).to.have.length(0);
    expect(pair.server.remoteAddress.equals(pair.client.localAddress)).to.equal(true);
  });

  // N test-net-server-close, test-net-reconnect
  it('outlive their listener, whose port is free for the next one', async () => {
    using server = new TcpServer({ host: HOST, port: 0 });
    const at = server.localAddress;
    using first = await TcpSocket.connect(at);
    using accepted = await server.accept();
    server.close();
    expect((await failureOf(() => TcpSocket.connect(at))).code).to.equal('ECONNREFUSED');
    using next = new TcpServer({ host: HOST, port: at.ipPort });
    using second = await TcpSocket.connect(next.localAddress);
    await first.sendAll('still here');
    expect(String(await accepted.recv())).to.equal('still here');
    await second.sendAll('x');
  });

  // N test-net-after-close, test-net-socket-write-after-close; P testSendAfterClose
  it('refuse every byte after close(), and say which call it was', async () => {
    using pair = await tcpPair();
    pair.client.close();
    const failures = await Promise.all([
      failureOf(() => pair.client.send('x')),
      failureOf(() => pair.client.sendAll('x')),
      failureOf(() => pair.client.sendMessage('x')),
      failureOf(() => pair.client.recvMessage()),
    ]);
    expect(failures.map(({ code, syscall }) => `${syscall} ${code}`)).to.deep.equal([
      'send EBADF',
      'send EBADF',
      'sendmsg EBADF',
      'recvmsg EBADF',
    ]);
  });

  // N test-net-large-string, test-net-stream
  it('carry text of many bytes a character, whole', async () => {
    using pair = await tcpPair();
    const text = 'Grüße, 世界 🌍 '.repeat(20_000);
    const sending = pair.client.sendAll(text).then(() => pair.client.closeWrite());
    let received = '';
    const decoder = new TextDecoder();
    for await (const chunk of pair.server) received += decoder.decode(chunk, { stream: true });
    await sending;
    expect(received).to.equal(text);
  });

  // N test-net-pingpong-delay, test-net-bytes-*; R test_recvfrom
  it('keep the order of thousands of small messages, both ways at once', async () => {
    using pair = await tcpPair();
    const count = 2_000;
    const talk = async (from: Socket, to: Socket): Promise<void> => {
      const sending = (async () => {
        for (let i = 0; i < count; i++) await from.sendAll(`${String(i).padStart(4, '0')}`);
      })();
      for (let i = 0; i < count; i++) expect(Number(await to.recvExact(4))).to.equal(i);
      await sending;
    };
    await Promise.all([talk(pair.client, pair.server), talk(pair.server, pair.client)]);
  });

  // R test_oob, N test-dgram-oob-buffer in spirit: urgent data of TCP
  it('carry one byte of urgent data beside the stream, or in it by SO_OOBINLINE', async () => {
    using pair = await tcpPair();
    await pair.client.send('!', { flags: MSG_OOB });
    await pair.client.send('normal');
    // Whoever reads past the mark loses the byte, so it is read first.
    await select({ except: [pair.server] });
    expect(String(await pair.server.recv(1, { flags: MSG_OOB }))).to.equal('!');
    expect(String(await pair.server.recvExact(6))).to.equal('normal');
    pair.client.setsockopt(SOL_SOCKET, SO_OOBINLINE, true);
    await pair.server.send('?', { flags: MSG_OOB });
    expect(String(await pair.client.recv())).to.equal('?');
  });

  // P InterruptedRecvTimeoutTest, InterruptedSendTimeoutTest
  it('take no harm from signals of the operating system while they wait', async () => {
    using pair = await tcpPair();
    let signals = 0;
    const count = () => void signals++;
    process.on('SIGUSR2', count);
    const receiving = pair.server.recvExact(5);
    for (let i = 1; i <= 3; i++) {
      process.kill(process.pid, 'SIGUSR2');
      while (signals < i) await new Promise((resolve) => setImmediate(resolve));
    }
    await pair.client.sendAll('Hello');
    expect(String(await receiving)).to.equal('Hello');
    process.off('SIGUSR2', count);
  });
});

describe('Unix sockets, again', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-unix-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  // N test-net-pipe-connect-errors, test-net-better-error-messages-path
  it('cannot be reached where there is nothing, a file, or no permission', async () => {
    const reach = async (path: string) => {
      const { code, path: named } = await failureOf(() => UnixSocket.connect({ path }));
      expect(named).to.equal(path);
      return code;
    };
    expect(await reach(join(folder, 'nothing'))).to.equal('ENOENT');
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await reach(file)).to.equal('ECONNREFUSED');
    const path = join(folder, 'shut');
    using server = new UnixServer({ path });
    chmodSync(path, 0);
    // Root may do everything.
    const outcome = process.getuid?.() === 0 ? undefined : 'EACCES';
    const error = await UnixSocket.connect({ path }).then(
      (socket) => socket.close(),
      ({ code }) => code,
    );
    expect(error).to.equal(outcome);
    expect(server.socket.isClosed).to.equal(false);
  });

  // P TestLinuxAbstractNamespace testMaxName, testNameOverflow; R test_nul
  it('have abstract names of up to 107 bytes behind NUL, NUL among them', async () => {
    const name = `\0${'x'.repeat(100)}\0${process.pid}`;
    using server = new UnixServer({ path: name });
    using client = await UnixSocket.connect({ path: name });
    expect(client.remoteAddress.unixPath).to.equal(server.localAddress.unixPath);
    const tooLong = `\0${'x'.repeat(108)}`;
    expect((await failureOf(() => Addrinfo.unix(tooLong))).code).to.equal('ERR_OUT_OF_RANGE');
  });

  // P TestUnixDomain testSurrogateescapeBind, in UTF-8
  it('have paths of any letters', async () => {
    const path = join(folder, 'Grüße-世界');
    using server = new UnixServer({ path });
    using client = await UnixSocket.connect({ path });
    expect(client.remoteAddress.unixPath).to.equal(path);
    expect(server.localAddress.unixPath).to.equal(path);
  });

  // P testFDPassEmpty, testFDPassSeparate, SCMRights: cut off in the middle of the descriptors
  it('pass no descriptors, or two lots, and what is cut off is closed', async () => {
    const [left, right] = UnixSocket.pair(AF_UNIX, SOCK_DGRAM);
    await left.sendMessage('none', { control: [AncillaryData.rights()] });
    expect((await right.recvMessage()).control).to.have.length(0);
    const lots = [AncillaryData.rights(left), AncillaryData.rights(right)];
    await left.sendMessage('two', { control: lots });
    const { control } = await right.recvMessage();
    const passed = control.flatMap(({ descriptors }) => descriptors ?? []);
    expect(passed).to.have.length(2);
    for (const fd of passed) closeDescriptor(fd);
    await left.sendMessage('cut', { control: [AncillaryData.rights(left, right, left)] });
    const cut = await right.recvMessage({ controlLength: 16 + 4 });
    expect(cut.flags & MSG_CTRUNC).to.equal(MSG_CTRUNC);
    expect(cut.control[0]?.descriptors).to.have.length(1);
    for (const fd of cut.control[0]?.descriptors ?? []) closeDescriptor(fd);
    left.close();
    right.close();
  });

  // P testSendmsgBadCmsg, testSendmsgExcessCmsgReject, testSendmsgBadMultiCmsg
  it('refuse ancillary data that is malformed, unknown or a lie', async () => {
    const [left, right] = UnixSocket.pair();
    const send = (...control: AncillaryData[]) =>
      failureOf(() => left.sendMessage('x', { control }));
    const unknown = new AncillaryData(SOL_SOCKET, 9_999, Buffer.alloc(4));
    expect((await send(unknown)).code).to.equal('EINVAL');
    const stub = new AncillaryData(SOL_SOCKET, 2, Buffer.alloc(1));
    expect((await send(stub)).code).to.equal('EINVAL');
    if (process.getuid?.() !== 0) {
      const lie = AncillaryData.credentials({ pid: 1, uid: 0, gid: 0 });
      expect((await send(lie)).code).to.equal('EPERM');
    }
    left.close();
    right.close();
  });

  // R test_getpeereid, test_sendcred in both directions
  it('tell the truth about the sender of every message, once asked to', async () => {
    const [left, right] = UnixSocket.pair(AF_UNIX, SOCK_SEQPACKET);
    right.setsockopt(SOL_SOCKET, SO_PASSCRED, true);
    for (const word of ['one', 'two']) {
      await left.send(word);
      const { data, control } = await right.recvMessage();
      expect([String(data), control[0]?.credentials?.pid]).to.deep.equal([word, process.pid]);
    }
    left.close();
    right.close();
  });
});

describe('datagrams, again', () => {
  // P RFC3542: testRecvHopLimit, testSetTrafficClassAndHopLimit
  it('over IPv6 carry hop limit and traffic class, and say them on arrival', async () => {
    using socket = new UdpSocket({ host: '::1', port: 0 });
    socket.setsockopt(SOL_IPV6, IPV6_RECVHOPLIMIT, true);
    socket.setsockopt(SOL_IPV6, IPV6_RECVTCLASS, true);
    const hopLimit = 52;
    const control = [
      AncillaryData.int(SOL_IPV6, hopLimit, 9),
      AncillaryData.int(SOL_IPV6, IPV6_TCLASS, 0x20),
    ];
    await socket.sendMessage('x', { to: socket.localAddress, control });
    const arrived = await socket.recvMessage();
    const said = Object.fromEntries(arrived.control.map(({ type, int }) => [type, int]));
    expect(said).to.deep.equal({ [hopLimit]: 9, [IPV6_TCLASS]: 0x20 });
  });

  // R test_sockopt multicast; N test-dgram-multicast-setTTL, -set-interface, -setBroadcast
  it('have options for groups and broadcasts; without leave there is no broadcast', async () => {
    using socket = new UdpSocket({ host: '0.0.0.0', port: 0 });
    socket.setsockopt(SOL_IP, IP_MULTICAST_TTL, 16);
    expect(socket.getsockopt(SOL_IP, IP_MULTICAST_TTL)).to.equal(16);
    socket.setsockopt(SOL_IP, IP_MULTICAST_LOOP, false);
    expect(socket.getsockopt(SOL_IP, IP_MULTICAST_LOOP)).to.equal(false);
    const tooFar = await failureOf(() => socket.setsockopt(SOL_IP, IP_MULTICAST_TTL, 256));
    expect(tooFar.code).to.equal('EINVAL');
    const all = Addrinfo.udp('127.255.255.255', socket.localAddress.ipPort);
    expect((await failureOf(() => socket.sendTo('x', all))).code).to.equal('EACCES');
    socket.setsockopt(SOL_SOCKET, SO_BROADCAST, true);
    expect(await socket.sendTo('x', all)).to.equal(1);
  });

  // R test_udp_recvmsg_truncation; N test-dgram-send-empty-packet, -send-multi-buffer-copy
  it('gathered from nothing are empty, and still arrive', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    for (const pieces of [[], [''], [Buffer.alloc(0), '']]) {
      expect(await socket.sendMessage(pieces, { to: socket.localAddress })).to.equal(0);
      const { data, from } = await socket.recvMessage();
      expect(data).to.have.length(0);
      expect(from?.equals(socket.localAddress)).to.equal(true);
    }
  });

  it('that are empty do not end for await, which ends when the socket is closed', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    const words: string[] = [];
    for (const word of ['one', '', 'two']) await socket.sendTo(word, socket.localAddress);
    for await (const datagram of socket) {
      words.push(String(datagram));
      if (words.length === 3) socket.close();
    }
    expect(words).to.deep.equal(['one', '', 'two']);
  });

  // R test_udp test_connect; N test-dgram-connect-send-*: connected to another peer, to nobody
  it('connected to one peer hear no other, and connect anew to the next', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    using first = new UdpSocket({ host: HOST, port: 0 });
    using second = new UdpSocket({ host: HOST, port: 0 });
    await socket.connect(first.localAddress);
    await second.sendTo('unheard', socket.localAddress);
    await first.sendTo('heard', socket.localAddress);
    expect(String(await socket.recv())).to.equal('heard');
    await socket.connect(second.localAddress);
    await socket.send('to the second');
    expect(String(await second.recv())).to.equal('to the second');
  });

  // N test-dgram-bind-shared-ports, cluster: a socket that a child has inherited
  it('reach a socket through each of its copies', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    using copy = socket.dup();
    const receiving = Promise.all([socket.recv(), copy.recv()]);
    await socket.sendTo('a', socket.localAddress);
    await socket.sendTo('b', socket.localAddress);
    expect((await receiving).map(String).sort()).to.deep.equal(['a', 'b']);
  });
});

describe('a child process', () => {
  // P testFromFd, R test_fd_passing: descriptors across processes; N test-net-server-fd-passing
  it('can be given a socket, and speaks through it', async () => {
    const [mine, theirs] = UnixSocket.pair();
    const program = `process.stdin.on('data', (data) => process.stdout.write(data + ', too'));`;
    const fd = theirs.detach();
    const child = spawn(process.execPath, ['-e', program], { stdio: [fd, fd, 'inherit'] });
    closeDescriptor(fd);
    await mine.sendAll('Hello');
    expect(String(await mine.recvExact(10))).to.equal('Hello, too');
    mine.closeWrite();
    await once(child, 'exit');
    expect(await mine.recv()).to.have.length(0);
    mine.close();
  });

  it('that makes a shared description block does not make this process stop', async () => {
    // In a process of its own: one that has stopped could not fail its test.
    const { output } = await runProgram(`
      const { spawnSync } = await import('node:child_process');
      const { TcpServer, TcpSocket } = wirebook;
      const outcome = (waiting) =>
        waiting.then(() => 'done', ({ code }) => code).then((end) => console.log(end));
      // Node makes standard input of a child block.
      const block = (socket) => spawnSync('true', { stdio: [socket.fileno(), 'ignore', 'ignore'] });
      const limit = { timeout: 20 };
      using server = new TcpServer({ host: '${HOST}', port: 0 }, { backlog: 0 });
      block(server);
      await outcome(server.accept(limit));
      const accepting = server.accept(limit);
      block(server);
      await outcome(accepting);
      using client = await TcpSocket.connect(server.localAddress);
      using connection = await server.accept();
      block(client);
      await outcome(client.recv(9, limit));
      await outcome(client.recvFrom(9, limit));
      await outcome(client.recvExact(9, limit));
      await outcome(client.recvMessage(limit));
      await outcome(client.recvInto(Buffer.alloc(9), limit));
      await outcome(client.sendAll(Buffer.alloc(1e8), limit));
      // The kernel may make room for a few more.
      let sending;
      do sending = client.sendMessage('x', limit);
      while (await sending.catch(() => 0));
      await outcome(sending);
      using queued = await TcpSocket.connect(server.localAddress);
      using late = new wirebook.Socket(wirebook.AF_INET, wirebook.SOCK_STREAM);
      using copy = late.dup();
      block(copy);
      await outcome(late.connect(server.localAddress, limit));`);
    expect(output).to.equal('ETIMEDOUT\n'.repeat(10));
  });

  it('can read with calls that wait, of a socket that is handed over for that', async () => {
    const [mine, theirs] = UnixSocket.pair();
    const fd = theirs.detach({ blocking: true });
    const child = spawn('sh', ['-c', 'exec cat <&3 2>&1'], { stdio: ['ignore', 'pipe', 2, fd] });
    closeDescriptor(fd);
    const output = text(child.stdout ?? expect.fail('no output'));
    // The program has been started, and waits or has failed.
    await until(() => /^\S+ \(cat\) [SZ]/.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8')));
    await mine.sendAll('Hello');
    mine.close();
    expect(await output).to.equal('Hello');
  });
});

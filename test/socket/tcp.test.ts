/** Streams of bytes over TCP, and how connections begin and end. */

import { expect } from 'chai';
import {
  Addrinfo,
  AF_INET,
  SHUT_WR,
  SO_LINGER,
  SO_SNDBUF,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  TcpSocket,
} from '../../lib/socket/index.ts';
import { failureOf, HOST, listener, tcpPair, until } from './fixtures.ts';

describe('a TCP stream', () => {
  // P BasicTCPTest.testRecv, testRecvFrom
  it('delivers by recv() and recvFrom(), which knows no sender', async () => {
    using pair = await tcpPair();
    await pair.client.sendAll('Hello');
    expect((await pair.server.recv(1024)).toString()).to.equal('Hello');
    await pair.client.sendAll('again');
    const [data, from] = await pair.server.recvFrom(1024);
    expect([data.toString(), from]).to.deep.equal(['again', undefined]);
  });

  // P BasicTCPTest.testOverFlowRecv
  it('delivers the rest of a message to the next recv()', async () => {
    using pair = await tcpPair();
    await pair.client.sendAll('Hello');
    expect((await pair.server.recv(3)).toString()).to.equal('Hel');
    expect((await pair.server.recv(1024)).toString()).to.equal('lo');
  });

  // P BasicTCPTest.testSendAll
  it('takes a payload larger than any buffer by sendAll()', async () => {
    using pair = await tcpPair();
    const sent = Buffer.alloc(8 * 1024 * 1024, 'abcdefg');
    const sending = pair.client.sendAll(sent);
    expect((await pair.server.recvExact(sent.length)).equals(sent)).to.equal(true);
    await sending;
  });

  it('never mixes the bytes of concurrent sendAll() calls', async () => {
    using pair = await tcpPair();
    const size = 3_000_000;
    const parts = ['a', 'b', 'c'].map((letter) => Buffer.alloc(size, letter));
    const sending = Promise.all(parts.map((part) => pair.client.sendAll(part)));
    for (const part of parts) {
      expect((await pair.server.recvExact(size)).equals(part)).to.equal(true);
    }
    await sending;
  });

  it('gives concurrent recv() calls their bytes in the order of the calls', async () => {
    using pair = await tcpPair();
    const receiving = Promise.all(Array.from({ length: 20 }, () => pair.server.recvExact(2)));
    for (let i = 0; i < 20; i++) await pair.client.send(Buffer.of(i, i));
    expect((await receiving).map(([first]) => first)).to.deep.equal([...Array(20).keys()]);
  });

  it('says how far recvExact() came when the stream ends early', async () => {
    using pair = await tcpPair();
    await pair.client.sendAll('Hel');
    pair.client.close();
    const error = await failureOf(() => pair.server.recvExact(5));
    expect(error).to.include({ name: 'EndOfStreamError', expected: 5 });
    expect(String(error.received)).to.equal('Hel');
  });

  it('says how far sendAll() came when it fails', async () => {
    using pair = await tcpPair();
    pair.client.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
    const error = await failureOf(() =>
      pair.client.sendAll(Buffer.alloc(2 ** 24), { timeout: 20 }),
    );
    expect(error.code).to.equal('ETIMEDOUT');
    expect(error.bytesSent).to.be.within(1, 2 ** 24 - 1);
  });

  // P BasicTCPTest.testFromFd, testDup, testDetach
  it('goes on through copies and adopted descriptors', async () => {
    using pair = await tcpPair();
    using copy = pair.server.dup();
    using adopted = Socket.fromFd(pair.server.detach());
    expect(pair.server.fileno()).to.equal(-1);
    expect((await failureOf(() => pair.server.recv())).code).to.equal('EBADF');
    await pair.client.sendAll('ab');
    expect((await copy.recv(1)).toString()).to.equal('a');
    expect((await adopted.recv(1)).toString()).to.equal('b');
  });

  // P BasicTCPTest.testShutdown
  it('ends in one direction by shutdown(), the other goes on', async () => {
    using pair = await tcpPair();
    await pair.client.sendAll('done');
    pair.client.shutdown(SHUT_WR);
    expect((await pair.server.recv()).toString()).to.equal('done');
    expect(await pair.server.recv()).to.have.length(0);
    await pair.server.sendAll('seen');
    expect((await pair.client.recv()).toString()).to.equal('seen');
    expect((await failureOf(() => pair.client.send('x'))).code).to.equal('EPIPE');
  });

  // P TCPCloserTest.testClose
  it('is readable with nothing when the peer closes', async () => {
    using pair = await tcpPair();
    const receiving = pair.client.recv();
    pair.server.close();
    expect(await receiving).to.have.length(0);
  });

  // R test_close_read, test_close_write
  it('is half-closed by closeRead() and closeWrite()', async () => {
    using pair = await tcpPair();
    pair.client.closeRead();
    expect(await pair.client.recv()).to.have.length(0);
    pair.client.closeWrite();
    expect(await pair.server.recv()).to.have.length(0);
    using unconnected = new Socket(AF_INET, SOCK_STREAM);
    expect((await failureOf(() => unconnected.closeWrite())).code).to.equal('ENOTCONN');
  });

  // R test_linger
  it('is reset by SO_LINGER of zero seconds', async () => {
    using pair = await tcpPair();
    pair.client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
    expect(pair.client.getsockopt(SOL_SOCKET, SO_LINGER)).to.deep.equal({ on: true, seconds: 0 });
    pair.client.close();
    expect((await failureOf(() => pair.server.recv())).code).to.equal('ECONNRESET');
    expect(await pair.server.recv()).to.have.length(0);
  });

  it('closes in a thread when SO_LINGER makes it wait: the event loop goes on', async () => {
    using pair = await tcpPair();
    pair.server.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
    pair.server.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 1 });
    pair.server.nonblock = true;
    await failureOf(() => pair.server.sendAll(Buffer.alloc(2 ** 24)));
    const before = performance.now();
    pair.server.close();
    expect(performance.now() - before).to.be.lessThan(200);
    pair.client.close();
  });

  it('raises EPIPE without a signal after the peer has reset it', async () => {
    using pair = await tcpPair();
    pair.server.close();
    await pair.client.send('first');
    const error = await until(async () =>
      failureOf(() => pair.client.send('next')).catch(() => {}),
    );
    expect(error).to.include({ code: 'EPIPE', syscall: 'send' });
  });
});

describe('connections', () => {
  // R test_accept_multithread
  it('wake one each of those who wait for accept()', async () => {
    using server = listener();
    const accepting = Array.from({ length: 10 }, () => server.accept());
    const clients = await Promise.all(
      Array.from({ length: 10 }, () => TcpSocket.connect(server.localAddress)),
    );
    const accepted = await Promise.all(accepting);
    const peers = accepted.map(([, peer]) => String(peer)).sort();
    expect(peers).to.deep.equal(clients.map(({ localAddress }) => String(localAddress)).sort());
    for (const socket of [...clients, ...accepted.map(([connection]) => connection)])
      socket.close();
  });

  // R test_connect_from, test_socket_accept
  it('come from the address that the client was bound to', async () => {
    using server = listener();
    const localAddress = Addrinfo.tcp('127.0.9.77', 0);
    using client = await TcpSocket.connect(server.localAddress, { localAddress });
    const [connection, peer] = await server.accept();
    connection.close();
    expect(peer.ipAddress).to.equal('127.0.9.77');
    expect(peer.equals(client.localAddress)).to.equal(true);
  });

  // R test_connect_timeout_connection_refused; P NetworkConnectionNoServer.test_connect
  it('are refused where nobody listens, time-out or not', async () => {
    const gone = listener();
    const to = gone.localAddress;
    gone.close();
    const error = await failureOf(() => TcpSocket.connect(to, { timeout: 5000 }));
    expect(error).to.include({ code: 'ECONNREFUSED', address: HOST, port: to.ipPort });
    expect(error.message).to.equal(`Cannot connect to ${to}: connection refused (ECONNREFUSED)`);
  });

  // P test_create_connection_all_errors
  it('to a name try all its addresses, and report all failures', async () => {
    const gone = listener();
    const { ipPort: port } = gone.localAddress;
    gone.close();
    const error = await failureOf(() => TcpSocket.connect({ host: 'localhost', port }));
    const failures = error instanceof AggregateError ? error.errors : [error];
    for (const failure of failures) expect(failure).to.include({ code: 'ECONNREFUSED', port });
  });

  // P NetworkConnectionBehaviourTest.testInsideTimeout, _testOutsideTimeout
  it('wait for an answer within their time-out, and no longer', async () => {
    using pair = await tcpPair();
    pair.client.timeout = 5000;
    const receiving = pair.client.recv();
    await pair.server.sendAll('in time');
    expect((await receiving).toString()).to.equal('in time');
    pair.client.timeout = 10;
    expect((await failureOf(() => pair.client.recv())).code).to.equal('ETIMEDOUT');
  });

  it('time out where the queue is full and nobody accepts', async () => {
    using server = listener(0);
    using first = await TcpSocket.connect(server.localAddress);
    const error = await failureOf(() => TcpSocket.connect(server.localAddress, { timeout: 50 }));
    expect(error).to.include({ code: 'ETIMEDOUT', syscall: 'connect' });
    expect(first.remoteAddress.equals(server.localAddress)).to.equal(true);
  });

  it('inherit neither EAGAIN nor the time-out of their listener', async () => {
    using server = listener();
    server.timeout = 1000;
    using client = await TcpSocket.connect(server.localAddress);
    const [connection] = await server.accept();
    expect([connection.timeout, connection.nonblock]).to.deep.equal([undefined, false]);
    connection.close();
    client.close();
  });
});

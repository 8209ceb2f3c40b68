/** Calls that may not wait, or not for long. */

import { expect } from 'chai';
import {
  AF_INET,
  AF_UNIX,
  MSG_DONTWAIT,
  MSG_PEEK,
  MSG_WAITALL,
  SO_RCVTIMEO,
  SO_SNDBUF,
  SO_SNDTIMEO,
  SOCK_NONBLOCK,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  select,
  TcpServer,
  TcpSocket,
  UdpSocket,
} from '../../lib/socket/index.ts';
import { failureOf, HOST, listener, tcpPair, until } from './fixtures.ts';

describe('a non-blocking socket', () => {
  // P NonblockConstantTest.test_SOCK_NONBLOCK
  it('is made by SOCK_NONBLOCK in the type, alone or as a pair', async () => {
    using socket = new Socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);
    const [left, right] = Socket.pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
    expect([socket, left, right].map(({ nonblock }) => nonblock)).to.deep.equal([true, true, true]);
    expect(socket.type).to.equal(SOCK_STREAM);
    expect((await failureOf(() => right.recv())).code).to.equal('EAGAIN');
    left.close();
    right.close();
  });

  // P NonBlockingTCPTests.testSetBlocking, testInitNonBlocking, NonblockConstantTest
  it('waits again when nonblock is off', async () => {
    using server = listener();
    expect(server.nonblock).to.equal(false);
    server.nonblock = true;
    expect((await failureOf(() => server.accept())).code).to.equal('EAGAIN');
    server.nonblock = false;
    expect((await failureOf(() => server.accept({ timeout: 5 }))).code).to.equal('ETIMEDOUT');
  });

  // P NonBlockingTCPTests.testAccept; R test_accept_nonblock
  it('accepts what is in the queue, and fails with EAGAIN when it is empty', async () => {
    using server = listener();
    server.nonblock = true;
    const error = await failureOf(() => server.accept());
    expect(error).to.include({ code: 'EAGAIN', errno: -11, syscall: 'accept' });
    using client = await TcpSocket.connect(server.localAddress);
    await select({ read: [server] });
    const [connection, peer] = await server.accept();
    expect(peer.equals(client.localAddress)).to.equal(true);
    connection.close();
  });

  // P NonBlockingTCPTests.testRecv; R test_tcp_recv_nonblock
  it('receives what has arrived, EAGAIN before, and nothing at the end', async () => {
    using pair = await tcpPair();
    pair.server.nonblock = true;
    expect((await failureOf(() => pair.server.recv())).code).to.equal('EAGAIN');
    await pair.client.sendAll('Hello');
    await select({ read: [pair.server] });
    expect((await pair.server.recv()).toString()).to.equal('Hello');
    pair.client.close();
    await select({ read: [pair.server] });
    expect(await pair.server.recv()).to.have.length(0);
  });

  // R test_connect_nonblock
  it('connects in the background: EINPROGRESS, writable, EISCONN', async () => {
    using server = listener();
    using client = new Socket(AF_INET, SOCK_STREAM);
    client.nonblock = true;
    const error = await failureOf(() => client.connect(server.localAddress));
    expect(error).to.include({ code: 'EINPROGRESS', syscall: 'connect' });
    await select({ write: [client] });
    expect(client.remoteAddress.equals(server.localAddress)).to.equal(true);
    expect(await until(() => codeOf(client.connect(server.localAddress)))).to.equal('EISCONN');
  });

  // R test_connect_nonblock_error
  it('finds the failure to connect in SO_ERROR, or when it connects again', async () => {
    const gone = listener();
    const to = gone.localAddress;
    gone.close();
    using client = new Socket(AF_INET, SOCK_STREAM);
    client.nonblock = true;
    await failureOf(() => client.connect(to));
    await select({ write: [client] });
    expect((await failureOf(() => client.connect(to))).code).to.equal('ECONNREFUSED');
  });

  // R test_read_write_nonblock
  it('sends until EAGAIN, and its peer drains it all to the end', async () => {
    using pair = await tcpPair();
    let sent = 0;
    for (;;) {
      const result = await pair.client
        .send(Buffer.alloc(65_536), { flags: MSG_DONTWAIT })
        .catch((error) => error.code);
      if (result === 'EAGAIN') break;
      sent += result;
    }
    pair.client.closeWrite();
    let received = 0;
    for await (const chunk of pair.server) received += chunk.length;
    expect(received).to.equal(sent);
  });

  // R test_sendmsg_nonblock_seqpacket; P SendmsgStreamTests.testSendmsgDontWait
  it('fails with EAGAIN when the buffer is full of messages', async () => {
    const [left, right] = Socket.pair(AF_UNIX, SOCK_SEQPACKET);
    const message = Buffer.alloc(4096);
    const sending = () => codeOf(left.sendMessage(message, { flags: MSG_DONTWAIT }));
    expect(await until(sending)).to.equal('EAGAIN');
    left.close();
    right.close();
  });

  it('takes part in nothing else: one call of MSG_DONTWAIT does not change the socket', async () => {
    using pair = await tcpPair();
    const error = await failureOf(() => pair.server.recv(1, { flags: MSG_DONTWAIT }));
    expect(error.code).to.equal('EAGAIN');
    const receiving = pair.server.recv();
    await pair.client.send('x');
    expect(await receiving).to.have.length(1);
  });
});

describe('a time-out', () => {
  // P TCPTimeoutTest.testTCPTimeout, testTimeoutZero
  it('ends accept() with ETIMEDOUT, or with EAGAIN when it is zero', async () => {
    using server = new TcpServer({ host: HOST, port: 0 });
    server.socket.timeout = 10;
    const before = performance.now();
    expect((await failureOf(() => server.accept())).code).to.equal('ETIMEDOUT');
    expect(performance.now() - before).to.be.at.least(9);
    server.socket.timeout = 0;
    expect((await failureOf(() => server.accept())).code).to.equal('EAGAIN');
    server.socket.timeout = undefined;
  });

  // P UDPTimeoutTest.testUDPTimeout, testTimeoutZero
  it('ends recv() of a datagram socket', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    expect((await failureOf(() => socket.recv(1024, { timeout: 5 }))).code).to.equal('ETIMEDOUT');
    expect((await failureOf(() => socket.recvFrom(1, { timeout: 0 }))).code).to.equal('EAGAIN');
  });

  // P SendmsgStreamTests.testSendmsgTimeout
  it('ends sendMessage() into a full buffer', async () => {
    using pair = await tcpPair();
    pair.client.timeout = 20;
    const message = Buffer.alloc(1 << 20);
    expect(await until(() => codeOf(pair.client.sendMessage(message)))).to.equal('ETIMEDOUT');
  });

  it('is emulated for SO_RCVTIMEO and SO_SNDTIMEO, with the kernel’s EAGAIN', async () => {
    using pair = await tcpPair();
    pair.server.setsockopt(SOL_SOCKET, SO_RCVTIMEO, 15);
    expect(pair.server.getsockopt(SOL_SOCKET, SO_RCVTIMEO)).to.be.within(15, 20);
    const before = performance.now();
    expect((await failureOf(() => pair.server.recv())).code).to.equal('EAGAIN');
    expect(performance.now() - before).to.be.at.least(14);
    using copy = pair.server.dup();
    expect((await failureOf(() => copy.recv())).code).to.equal('EAGAIN');
    pair.client.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096);
    pair.client.setsockopt(SOL_SOCKET, SO_SNDTIMEO, 10);
    const error = await failureOf(() => pair.client.sendAll(Buffer.alloc(1 << 24)));
    expect(error.code).to.equal('EAGAIN');
  });

  it('that is over does not end a later call', async () => {
    using pair = await tcpPair();
    await failureOf(() => pair.server.recv(1, { timeout: 1 }));
    const receiving = pair.server.recv();
    await pair.client.send('x');
    expect(await receiving).to.have.length(1);
  });
});

describe('receiving into memory of the caller', () => {
  // P BufferIOTest.testRecvIntoBytearray, testRecvIntoArray, testRecvIntoMemoryview
  it('fills what it is given, and no more', async () => {
    using pair = await tcpPair();
    await pair.client.sendAll('Hello');
    const room = Buffer.alloc(8);
    expect(await pair.server.recvInto(room.subarray(2, 5))).to.equal(3);
    expect(room).to.deep.equal(Buffer.from('\0\0Hel\0\0\0'));
    const numbers = new Uint16Array(1);
    expect(await pair.server.recvInto(new Uint8Array(numbers.buffer))).to.equal(2);
    expect(Buffer.from(numbers.buffer).toString()).to.equal('lo');
  });

  // P BufferIOTest.testRecvFromIntoSmallBuffer, testRecvFromIntoEmptyBuffer, testRecvFromIntoBytearray
  it('cuts a datagram to a small buffer, and to an empty one', async () => {
    using receiver = new UdpSocket({ host: HOST, port: 0 });
    using sender = new UdpSocket({ host: HOST, port: 0 });
    for (const room of [Buffer.alloc(3), Buffer.alloc(0)]) {
      await sender.sendTo('Hello', receiver.localAddress);
      const [length, from] = await receiver.recvFromInto(room);
      expect([length, room.toString()]).to.deep.equal([room.length, 'Hel'.slice(0, room.length)]);
      expect(from?.equals(sender.localAddress)).to.equal(true);
    }
  });

  it('looks without taking by MSG_PEEK, and waits for all by MSG_WAITALL', async () => {
    using pair = await tcpPair();
    await pair.client.sendAll('He');
    expect((await pair.server.recv(9, { flags: MSG_PEEK })).toString()).to.equal('He');
    const all = pair.server.recv(5, { flags: MSG_WAITALL });
    await pair.client.sendAll('llo');
    expect((await all).toString()).to.equal('Hello');
    await pair.client.sendAll('bye');
    pair.client.close();
    expect((await pair.server.recv(5, { flags: MSG_WAITALL })).toString()).to.equal('bye');
  });
});

/** The code that a call fails with; undefined if it succeeds. */
function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => undefined,
    (error) => error.code,
  );
}

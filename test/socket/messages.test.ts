/** Several messages in one call, sendmmsg(2) and recvmmsg(2), and the queues that hold them. */

import { expect } from 'chai';
import {
  AF_UNIX,
  AncillaryData,
  FIONREAD,
  IP_PKTINFO,
  MSG_DONTWAIT,
  MSG_OOB,
  MSG_TRUNC,
  type ReceivedMessage,
  SIOCATMARK,
  SIOCOUTQ,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_IP,
  Socket,
  UdpSocket,
  UnixSocket,
} from '../../lib/socket/index.ts';
import { failureOf, HOST, listener, tcpPair, until } from './fixtures.ts';

/** Receives so many messages, however many calls that takes. */
async function receiveAll(socket: Socket, count: number): Promise<ReceivedMessage[]> {
  const all: ReceivedMessage[] = [];
  while (all.length < count) all.push(...(await socket.recvMessages({ maxLength: 64 })));
  return all;
}

describe('sendMessages() and recvMessages()', () => {
  it('keep order and boundaries, and tell each sender', async () => {
    using receiver = new UdpSocket({ host: HOST, port: 0 });
    using first = new UdpSocket({ host: HOST, port: 0 });
    using second = new UdpSocket({ host: HOST, port: 0 });
    const to = receiver.localAddress;
    await first.sendMessages([
      { data: 'one', to },
      { data: '', to },
      { data: ['th', Buffer.from('ree')], to },
    ]);
    await second.sendMessages([{ data: Buffer.alloc(65_507, 'x'), to }]);
    const messages = await receiver.recvMessages();
    expect(messages.map(({ data }) => data.length)).to.deep.equal([3, 0, 5, 65_507]);
    expect(messages.map(({ data }) => String(data.subarray(0, 5)))).to.deep.equal([
      ...['one', '', 'three', 'xxxxx'],
    ]);
    const from = [first, first, first, second].map(({ localAddress }) => String(localAddress));
    expect(messages.map((message) => String(message.from))).to.deep.equal(from);
    expect(messages.every(({ flags, control }) => flags === 0 && control.length === 0)).to.equal(
      true,
    );
  });

  it('give what is there, up to the count, and wait where there is nothing', async () => {
    using receiver = new UdpSocket({ host: HOST, port: 0 });
    const to = receiver.localAddress;
    const waiting = receiver.recvMessages({ count: 4 });
    await receiver.sendMessages([{ data: 'a', to }]);
    expect((await waiting).map(({ data }) => String(data))).to.deep.equal(['a']);
    await receiver.sendMessages([...'bcd'].map((data) => ({ data, to })));
    const some = await receiver.recvMessages({ count: 2 });
    expect(some.map(({ data }) => String(data))).to.deep.equal(['b', 'c']);
    expect(String((await receiver.recvMessages())[0]?.data)).to.equal('d');
    for (const [options, code] of [
      [{ timeout: 3 }, 'ETIMEDOUT'],
      [{ deadline: performance.now() + 3 }, 'ETIMEDOUT'],
      [{ flags: MSG_DONTWAIT }, 'EAGAIN'],
      [{ signal: AbortSignal.timeout(3) }, 'ABORT_ERR'],
    ] as const) {
      expect((await failureOf(() => receiver.recvMessages(options))).code).to.equal(code);
    }
  });

  it('keep the messages of one call when the next comes', async () => {
    using receiver = new UdpSocket({ host: HOST, port: 0 });
    const to = receiver.localAddress;
    await receiver.sendMessages([{ data: Buffer.alloc(3_000, 'a'), to }]);
    const [first] = await receiver.recvMessages({ count: 1, maxLength: 3_000 });
    await receiver.sendMessages([{ data: Buffer.alloc(3_000, 'b'), to }]);
    const [second] = await receiver.recvMessages({ count: 1, maxLength: 3_000 });
    expect([first, second].map((message) => String(message?.data.subarray(0, 2)))).to.deep.equal([
      ...['aa', 'bb'],
    ]);
  });

  it('carry ancillary data, and say what was cut off', async () => {
    using receiver = new UdpSocket({ host: HOST, port: 0 });
    receiver.setsockopt(SOL_IP, IP_PKTINFO, true);
    const to = receiver.localAddress;
    await receiver.sendMessages(['whole', 'cut'].map((data) => ({ data, to })));
    const messages = await receiver.recvMessages({ maxLength: 4 });
    expect(messages.map(({ data }) => String(data))).to.deep.equal(['whol', 'cut']);
    expect(messages.map(({ flags }) => (flags & MSG_TRUNC) !== 0)).to.deep.equal([true, false]);
    for (const { control } of messages) {
      expect(control[0]?.packetInfo?.address).to.equal(HOST);
    }
    const [left, right] = UnixSocket.pair(AF_UNIX, SOCK_DGRAM);
    const control = [AncillaryData.rights(left)];
    await left.sendMessages([{ data: 'x', control }, { data: 'y' }]);
    const [withRights, without] = await right.recvMessages();
    const [fd = -1] = withRights?.control[0]?.descriptors ?? [];
    using copy = Socket.fromFd(fd);
    expect(copy.domain).to.equal(AF_UNIX);
    expect(without?.control).to.deep.equal([]);
    for (const socket of [left, right]) socket.close();
  });

  it('send more than one call takes, and wait for room', async () => {
    const [left, right] = Socket.pair(AF_UNIX, SOCK_DGRAM);
    const texts = Array.from({ length: 2_500 }, (_, i) => `${i}`);
    const sending = left.sendMessages(texts.map((data) => ({ data })));
    const after = left.send('after');
    const received = await receiveAll(right, texts.length + 1);
    expect(received.map(({ data }) => String(data))).to.deep.equal([...texts, 'after']);
    await Promise.all([sending, after]);
    await left.sendMessages([]);
    for (const socket of [left, right]) socket.close();
  });

  it('tell the end of a connection once, and take what came before', async () => {
    for (const type of [SOCK_SEQPACKET, SOCK_STREAM]) {
      const [left, right] = Socket.pair(AF_UNIX, type);
      await left.sendMessages([{ data: 'last' }]);
      left.close();
      const messages = await right.recvMessages();
      expect(messages.map(({ data }) => String(data))).to.deep.equal(['last', '']);
      expect(await right.recvMessages()).to.have.length(1);
      right.close();
    }
  });

  it('tell how many were sent before the one that failed', async () => {
    using receiver = new UdpSocket({ host: HOST, port: 0 });
    const to = receiver.localAddress;
    const long = Buffer.alloc(65_508);
    const error = await failureOf(() =>
      receiver.sendMessages(['a', 'b', long, 'c'].map((data) => ({ data, to }))),
    );
    expect(error).to.include({ code: 'EMSGSIZE', syscall: 'sendmmsg', messagesSent: 2 });
    expect(error.message).to.equal(`Cannot send to ${to}: message too long (EMSGSIZE)`);
    expect(await receiveAll(receiver, 2)).to.have.length(2);
    const [left, right] = Socket.pair(AF_UNIX, SOCK_DGRAM);
    const many = Array.from({ length: 2_000 }, () => ({ data: 'x' }));
    const late = await failureOf(() => left.sendMessages(many, { timeout: 10 }));
    expect(late.code).to.equal('ETIMEDOUT');
    expect(await receiveAll(right, Number(late.messagesSent))).to.have.length(
      Number(late.messagesSent),
    );
    for (const socket of [left, right]) socket.close();
  });

  it('refuse what is no list, no message, no count', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    for (const messages of ['text', [null], [{ data: 5 }], [{ data: 'x', to: 5 }]]) {
      const error = await failureOf(() => socket.sendMessages(messages as never));
      expect(error.code).to.equal('ERR_INVALID_ARG_TYPE');
    }
    for (const count of [0, 1_025]) {
      const error = await failureOf(() => socket.recvMessages({ count }));
      expect(error.code).to.equal('ERR_OUT_OF_RANGE');
    }
  });
});

describe('ioctl()', () => {
  it('counts the bytes to receive: of a stream all, of datagrams the first', async () => {
    using pair = await tcpPair();
    expect(pair.server.ioctl(FIONREAD)).to.equal(0);
    await pair.client.sendAll('Hello');
    await until(() => pair.server.ioctl(FIONREAD) === 5);
    await pair.server.recv(2);
    expect(pair.server.ioctl(FIONREAD)).to.equal(3);
    using socket = new UdpSocket({ host: HOST, port: 0 });
    const to = socket.localAddress;
    await socket.sendMessages(['four', 'seventy'].map((data) => ({ data, to })));
    expect(socket.ioctl(FIONREAD)).to.equal(4);
  });

  it('counts the bytes that the peer has not acknowledged', async () => {
    using pair = await tcpPair();
    // More than both buffers take.
    const error = await failureOf(() =>
      pair.client.sendAll(Buffer.alloc(20_000_000), { timeout: 20 }),
    );
    expect(pair.client.ioctl(SIOCOUTQ)).to.be.greaterThan(0);
    await pair.server.recvExact(Number(error.bytesSent));
    await until(() => pair.client.ioctl(SIOCOUTQ) === 0);
  });

  it('tells of the urgent mark, which recv() does not go beyond', async () => {
    using pair = await tcpPair();
    await pair.client.send('before');
    await pair.client.send('!', { flags: MSG_OOB });
    await pair.client.send('after');
    expect(pair.server.sockatmark()).to.equal(false);
    expect(String(await pair.server.recvExact(6))).to.equal('before');
    expect(pair.server.sockatmark()).to.equal(true);
    expect(pair.server.ioctl(SIOCATMARK)).to.equal(1);
    expect(String(await pair.server.recv())).to.equal('after');
    expect(pair.server.sockatmark()).to.equal(false);
  });

  it('fails where there is no such queue, and refuses other requests', async () => {
    using server = listener();
    const error = await failureOf(() => server.ioctl(FIONREAD));
    expect(error).to.include({ code: 'EINVAL', syscall: 'ioctl' });
    using udp = new UdpSocket({ host: HOST, port: 0 });
    expect((await failureOf(() => udp.sockatmark())).code).to.equal('ENOTTY');
    // SIOCGIFCONF writes as much as a pointer says.
    expect((await failureOf(() => udp.ioctl(0x8912))).code).to.equal('ERR_OUT_OF_RANGE');
    udp.close();
    expect((await failureOf(() => udp.ioctl(FIONREAD))).code).to.equal('EBADF');
  });
});

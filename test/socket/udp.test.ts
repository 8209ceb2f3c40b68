/** Datagrams: boundaries, addresses, errors, and what travels beside them. */

import { expect } from 'chai';
import {
  Addrinfo,
  AF_INET,
  AF_INET6,
  AncillaryData,
  cmsgLen,
  cmsgSpace,
  IP_ADD_MEMBERSHIP,
  IP_ADD_SOURCE_MEMBERSHIP,
  IP_DROP_MEMBERSHIP,
  IP_DROP_SOURCE_MEMBERSHIP,
  IP_MULTICAST_ALL,
  IP_MULTICAST_IF,
  IP_PKTINFO,
  IP_RECVERR,
  IP_RECVTTL,
  IP_TTL,
  IPPROTO_IP,
  IPV6_ADD_MEMBERSHIP,
  IPV6_DROP_MEMBERSHIP,
  IPV6_RECVPKTINFO,
  interfaceIndex,
  MCAST_JOIN_SOURCE_GROUP,
  MCAST_LEAVE_SOURCE_GROUP,
  MSG_ERRQUEUE,
  MSG_PEEK,
  MSG_TRUNC,
  SO_TIMESTAMP,
  SO_TIMESTAMPING,
  SO_TIMESTAMPNS,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOF_TIMESTAMPING_RX_SOFTWARE,
  SOF_TIMESTAMPING_SOFTWARE,
  SOL_IP,
  SOL_IPV6,
  SOL_SOCKET,
  Socket,
  UdpSocket,
} from '../../lib/socket/index.ts';
import { failureOf, HOST, tcpPair, until } from './fixtures.ts';

describe('a datagram', () => {
  // P BasicUDPTest.testSendtoAndRecv, testRecvFrom
  it('arrives whole, with the address of its sender', async () => {
    using receiver = new UdpSocket({ host: HOST, port: 0 });
    using sender = new UdpSocket({ host: HOST, port: 0 });
    expect(await sender.sendTo('one', receiver.localAddress)).to.equal(3);
    expect((await receiver.recv()).toString()).to.equal('one');
    await sender.sendTo('two', receiver.localAddress);
    const [data, from] = await receiver.recvFrom();
    expect([data.toString(), String(from)]).to.deep.equal(['two', String(sender.localAddress)]);
  });

  it('may be empty, and is up to 65507 bytes long', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    expect(await socket.sendTo('', socket.localAddress)).to.equal(0);
    expect(await socket.recv()).to.have.length(0);
    expect(await socket.sendTo(Buffer.alloc(65_507), socket.localAddress)).to.equal(65_507);
    expect(await socket.recv()).to.have.length(65_507);
  });

  // R test_sendmsg_nonblock_error
  it('longer than that fails with EMSGSIZE', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    const to = socket.localAddress;
    const error = await failureOf(() => socket.sendTo(Buffer.alloc(65_508), to));
    expect(error).to.include({ code: 'EMSGSIZE', syscall: 'sendto', port: to.ipPort });
    const message = await failureOf(() => socket.sendMessage(Buffer.alloc(100_000), { to }));
    expect(message).to.include({ code: 'EMSGSIZE', syscall: 'sendmsg' });
  });

  // P SendmsgConnectionlessTests.testSendmsgNoDestAddr, testSendtoErrors
  it('needs an address, of its own family, or a connected socket', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    expect((await failureOf(() => socket.sendMessage('x'))).code).to.equal('EDESTADDRREQ');
    expect((await failureOf(() => socket.send('x'))).code).to.equal('EDESTADDRREQ');
    const other = await failureOf(() => socket.sendTo('x', Addrinfo.udp('::1', 9)));
    expect(other.code).to.equal('EAFNOSUPPORT');
    const wrong: readonly unknown[] = [undefined, null, 'localhost', ['127.0.0.1', 80], {}];
    for (const to of wrong) {
      // What the compiler would refuse is refused at run time too.
      const error = await failureOf(() => socket.sendTo('x', to as Addrinfo));
      expect(error.code).to.equal('ERR_INVALID_ARG_TYPE');
    }
  });

  it('to a port where nobody listens is ECONNREFUSED on a connected socket only', async () => {
    using gone = new UdpSocket({ host: HOST, port: 0 });
    const to = gone.localAddress;
    gone.close();
    using connected = new UdpSocket();
    await connected.connect(to);
    await connected.send('x');
    expect((await failureOf(() => connected.recv())).code).to.equal('ECONNREFUSED');
    using other = new UdpSocket({ host: HOST, port: 0 });
    await other.sendTo('x', to);
    expect((await failureOf(() => other.recv(1, { timeout: 5 }))).code).to.equal('ETIMEDOUT');
  });

  // P RecvmsgGenericTests.testRecvmsgTrunc, testRecvmsgPeek, testRecvmsgShorter, testRecvmsgLonger
  it('that is cut off says so, and can be looked at before it is taken', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    await socket.sendTo('Hello', socket.localAddress);
    const peeked = await socket.recvMessage({ maxLength: 3, flags: MSG_PEEK });
    expect([peeked.data.toString(), peeked.flags & MSG_TRUNC]).to.deep.equal(['Hel', MSG_TRUNC]);
    const whole = await socket.recvMessage();
    expect([whole.data.toString(), whole.flags & MSG_TRUNC]).to.deep.equal(['Hello', 0]);
    await socket.sendTo('Hello', socket.localAddress);
    expect(await socket.recvInto(Buffer.alloc(1), { flags: MSG_TRUNC })).to.equal(5);
  });

  // P RecvmsgGenericStreamTests.testRecvmsgEOF
  it('on a stream is empty at the end', async () => {
    using pair = await tcpPair();
    pair.client.close();
    const { data, from, control } = await pair.server.recvMessage();
    expect([data.length, from, control]).to.deep.equal([0, undefined, []]);
  });

  it('is gathered from several pieces', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    const pieces = ['Hel', Buffer.from('lo'), ''];
    expect(await socket.sendMessage(pieces, { to: socket.localAddress })).to.equal(5);
    expect((await socket.recv()).toString()).to.equal('Hello');
  });
});

/** A socket that hears no group that others on this machine have joined. */
function groupMember(): UdpSocket {
  const member = new UdpSocket({ host: '0.0.0.0', port: 0 });
  member.setsockopt(SOL_IP, IP_MULTICAST_ALL, false);
  return member;
}

describe('a group', () => {
  it('hears what is sent to it on the interface where it was joined, until it is left', async () => {
    using member = groupMember();
    using sender = new UdpSocket({ host: HOST, port: 0 });
    const membership = { group: '239.255.9.1', interfaceIndex: interfaceIndex('lo') };
    member.setsockopt(SOL_IP, IP_ADD_MEMBERSHIP, membership);
    sender.setsockopt(SOL_IP, IP_MULTICAST_IF, HOST);
    expect(sender.getsockopt(SOL_IP, IP_MULTICAST_IF)).to.equal(HOST);
    const to = Addrinfo.udp(membership.group, member.localAddress.ipPort);
    await sender.sendTo('to all', to);
    expect((await member.recv(100, { timeout: 2000 })).toString()).to.equal('to all');
    member.setsockopt(SOL_IP, IP_DROP_MEMBERSHIP, membership);
    await sender.sendTo('too late', to);
    expect((await failureOf(() => member.recv(100, { timeout: 20 }))).code).to.equal('ETIMEDOUT');
    const again = () => member.setsockopt(SOL_IP, IP_DROP_MEMBERSHIP, membership);
    expect((await failureOf(again)).code).to.equal('EADDRNOTAVAIL');
  });
});

describe('ancillary data of a datagram', () => {
  // R test_timestamp, test_timestampns
  const bySoftware = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  const clocks: Readonly<Record<string, (socket: UdpSocket) => void>> = {
    SO_TIMESTAMP: (socket) => socket.setsockopt(SOL_SOCKET, SO_TIMESTAMP, true),
    SO_TIMESTAMPNS: (socket) => socket.setsockopt(SOL_SOCKET, SO_TIMESTAMPNS, true),
    SO_TIMESTAMPING: (socket) => socket.setsockopt(SOL_SOCKET, SO_TIMESTAMPING, bySoftware),
  };
  for (const [name, start] of Object.entries(clocks)) {
    it(`says when it arrived: ${name}`, async () => {
      using socket = new UdpSocket({ host: HOST, port: 0 });
      start(socket);
      const before = Date.now();
      // The kernel starts its clock for SO_TIMESTAMPING in the background.
      const item = await until(async () => {
        await socket.sendTo('x', socket.localAddress);
        return (await socket.recvMessage()).control[0];
      });
      expect(item.timestamp).to.be.within(before - 1, Date.now() + 1);
      expect(item.descriptors).to.equal(undefined);
    });
  }

  // P CmsgMacroTests.testCMSG_LEN, testCMSG_SPACE
  it('takes room in steps of eight bytes after a header of sixteen', async () => {
    expect([0, 1, 4, 8, 9].map(cmsgLen)).to.deep.equal([16, 17, 20, 24, 25]);
    expect([0, 1, 4, 8, 9].map(cmsgSpace)).to.deep.equal([16, 24, 24, 24, 32]);
    for (const length of [-1, 2 ** 32, 0.5]) {
      expect((await failureOf(() => cmsgLen(length))).code).to.equal('ERR_OUT_OF_RANGE');
    }
  });

  // R test_ancdata.rb IPV6_PKTINFO
  it('says which interface and address it arrived at, and leaves from', async () => {
    using six = new UdpSocket({ host: '::1', port: 0 });
    six.setsockopt(SOL_IPV6, IPV6_RECVPKTINFO, true);
    const lo = interfaceIndex('lo');
    const leaving = AncillaryData.ipv6PacketInfo('::1', lo);
    await six.sendMessage('x', { to: six.localAddress, control: [leaving] });
    const arrived = await six.recvMessage();
    expect(arrived.control[0]?.packetInfo).to.deep.equal({ address: '::1', interfaceIndex: lo });
    using four = new UdpSocket({ host: '0.0.0.0', port: 0 });
    four.setsockopt(SOL_IP, IP_PKTINFO, true);
    await four.sendTo('x', Addrinfo.udp('127.0.9.78', four.localAddress.ipPort));
    const { control } = await four.recvMessage();
    expect(control[0]?.packetInfo).to.deep.equal({ address: '127.0.9.78', interfaceIndex: lo });
  });

  it('carries the TTL of one datagram', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    socket.setsockopt(SOL_IP, IP_RECVTTL, true);
    const control = [AncillaryData.int(IPPROTO_IP, IP_TTL, 7)];
    await socket.sendMessage('x', { to: socket.localAddress, control });
    expect((await socket.recvMessage()).control[0]?.int).to.equal(7);
  });

  it('brings errors from the error queue: IP_RECVERR, MSG_ERRQUEUE', async () => {
    using gone = new UdpSocket({ host: HOST, port: 0 });
    const to = gone.localAddress;
    gone.close();
    using socket = new Socket(AF_INET, SOCK_DGRAM);
    socket.setsockopt(SOL_IP, IP_RECVERR, true);
    const waiting = socket.recvMessage({ flags: MSG_ERRQUEUE });
    await socket.sendTo('lost', to);
    const { data, from, control, flags } = await waiting;
    expect(data.toString()).to.equal('lost');
    expect(from?.equals(to)).to.equal(true);
    expect(flags & MSG_ERRQUEUE).to.equal(MSG_ERRQUEUE);
    const error = control.find((item) => item.extendedError)?.extendedError;
    expect(error).to.include({ code: 'ECONNREFUSED', origin: 2, icmpType: 3, icmpCode: 3 });
    expect(error?.offender).to.equal(HOST);
  });

  it('can be of a kind that this library does not know', async () => {
    using socket = new Socket(AF_INET6, SOCK_DGRAM);
    socket.bind(Addrinfo.udp('::1', 0));
    const hops = new AncillaryData(SOL_IPV6, 52, Buffer.from([9, 0, 0, 0]));
    await socket.sendMessage('x', { to: socket.localAddress, control: [hops] });
    expect((await socket.recv()).toString()).to.equal('x');
    using stream = new Socket(AF_INET, SOCK_STREAM);
    expect((await failureOf(() => stream.sendMessage('x'))).code).to.be.oneOf([
      'EPIPE',
      'ENOTCONN',
    ]);
  });

  const ofOneSource = {
    IP_ADD_SOURCE_MEMBERSHIP: (member: UdpSocket, source: string) => {
      const membership = { group: '232.255.9.1', source, interfaceAddress: HOST };
      member.setsockopt(SOL_IP, IP_ADD_SOURCE_MEMBERSHIP, membership);
      return () => member.setsockopt(SOL_IP, IP_DROP_SOURCE_MEMBERSHIP, membership);
    },
    MCAST_JOIN_SOURCE_GROUP: (member: UdpSocket, source: string) => {
      const membership = { group: '232.255.9.2', source, interfaceIndex: interfaceIndex('lo') };
      member.setsockopt(SOL_IP, MCAST_JOIN_SOURCE_GROUP, membership);
      return () => member.setsockopt(SOL_IP, MCAST_LEAVE_SOURCE_GROUP, membership);
    },
  };
  for (const [option, join] of Object.entries(ofOneSource)) {
    it(`joined by ${option} hears that source alone`, async () => {
      using member = groupMember();
      using heard = new UdpSocket({ host: HOST, port: 0 });
      using unheard = new UdpSocket({ host: '127.0.9.2', port: 0 });
      const leave = join(member, HOST);
      const group = option.startsWith('IP') ? '232.255.9.1' : '232.255.9.2';
      const to = Addrinfo.udp(group, member.localAddress.ipPort);
      for (const sender of [unheard, heard]) {
        sender.setsockopt(SOL_IP, IP_MULTICAST_IF, HOST);
        await sender.sendTo(`from ${sender.localAddress.ipAddress}`, to);
      }
      expect(String(await member.recv(100, { timeout: 2000 }))).to.equal(`from ${HOST}`);
      leave();
      await heard.sendTo('too late', to);
      expect((await failureOf(() => member.recv(100, { timeout: 20 }))).code).to.equal('ETIMEDOUT');
    });
  }

  it('of IPv6 is joined and left by the index of an interface, whole or of one source', async () => {
    using member = new UdpSocket({ host: '::1', port: 0 });
    const interfaceIndexOfLo = interfaceIndex('lo');
    const whole = { group: 'ff02::9:1', interfaceIndex: interfaceIndexOfLo };
    const ofSource = { group: 'ff32::9:2', source: '::1', interfaceIndex: interfaceIndexOfLo };
    member.setsockopt(SOL_IPV6, IPV6_ADD_MEMBERSHIP, whole);
    member.setsockopt(SOL_IPV6, IPV6_DROP_MEMBERSHIP, whole);
    member.setsockopt(SOL_IPV6, MCAST_JOIN_SOURCE_GROUP, ofSource);
    member.setsockopt(SOL_IPV6, MCAST_LEAVE_SOURCE_GROUP, ofSource);
    const again = () => member.setsockopt(SOL_IPV6, MCAST_LEAVE_SOURCE_GROUP, ofSource);
    expect((await failureOf(again)).code).to.be.oneOf(['EADDRNOTAVAIL', 'EINVAL']);
  });
});

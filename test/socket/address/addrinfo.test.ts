/**
 * Sockets and their addresses. The comment above a test names the cases of CPython's (P) and Ruby's
 * (R) suites whose behaviour it checks, as everywhere in this folder.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readlinkSync } from 'node:fs';
import { expect } from 'chai';
import {
  Addrinfo,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  closeDescriptor,
  getaddrinfo,
  getnameinfo,
  htonl,
  htons,
  IPPROTO_TCP,
  IPPROTO_UDP,
  inetNtop,
  inetPton,
  interfaceAddresses,
  interfaceIndex,
  interfaceName,
  NI_NUMERICHOST,
  NI_NUMERICSERV,
  ntohl,
  ntohs,
  SO_REUSEADDR,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
} from '../../../lib/socket/index.ts';
import { failureOf, HOST, listener } from '../fixtures.ts';

describe('a fresh socket', () => {
  // P testSockName
  it('has the address it was bound to', () => {
    using socket = new Socket(AF_INET, SOCK_STREAM);
    expect(socket.localAddress.toString()).to.equal('0.0.0.0:0');
    socket.bind(Addrinfo.tcp(HOST, 0));
    expect(socket.localAddress.ipAddress).to.equal(HOST);
    expect(socket.localAddress.ipPort).to.be.greaterThan(0);
  });

  // P testGetSockOpt, testSetSockOpt
  it('has SO_REUSEADDR off until it is set', () => {
    using socket = new Socket(AF_INET, SOCK_STREAM);
    expect(socket.getsockopt(SOL_SOCKET, SO_REUSEADDR, 4)).to.deep.equal(Buffer.alloc(4));
    socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, Buffer.from([1, 0, 0, 0]));
    expect(socket.getsockopt(SOL_SOCKET, SO_REUSEADDR)).to.equal(true);
  });

  // P testSendAfterClose
  it('refuses every call with EBADF once it is closed', async () => {
    const socket = new Socket(AF_INET, SOCK_STREAM);
    socket.close();
    const to = Addrinfo.tcp(HOST, 1);
    const calls: readonly (() => unknown)[] = [
      () => socket.bind(to),
      () => socket.listen(),
      () => socket.accept(),
      () => socket.acceptBlocking(),
      () => socket.connect(to),
      () => socket.send('x'),
      () => socket.sendAll('x'),
      () => socket.sendTo('x', to),
      () => socket.sendMessage('x'),
      () => socket.recv(),
      () => socket.recvInto(Buffer.alloc(1)),
      () => socket.recvExact(1),
      () => socket.recvFrom(),
      () => socket.recvFromInto(Buffer.alloc(1)),
      () => socket.recvMessage(),
      () => socket.shutdown(),
      () => socket.dup(),
      () => socket.detach(),
      () => socket.localAddress,
      () => socket.remoteAddress,
      () => socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true),
      () => socket.getsockopt(SOL_SOCKET, SO_REUSEADDR),
    ];
    for (const call of calls) {
      expect((await failureOf(call)).code, String(call)).to.equal('EBADF');
    }
    socket.close();
  });

  // P testCloseException
  it('reports EBADF at close() if its descriptor was closed behind its back', async () => {
    const socket = new Socket(AF_INET, SOCK_STREAM);
    expect((await failureOf(() => closeDescriptor(socket.fileno()))).code).to.equal(
      'ERR_INVALID_STATE',
    );
    closeSync(socket.fileno());
    expect(await failureOf(() => socket.close())).to.include({ code: 'EBADF', syscall: 'close' });
    socket.close();
  });

  // P test_socket_consistent_sock_type, test_SOCK_NONBLOCK
  it('shows its type without SOCK_NONBLOCK and SOCK_CLOEXEC', () => {
    using socket = new Socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC);
    expect(socket.type).to.equal(SOCK_STREAM);
    expect(socket.domain).to.equal(AF_INET);
    expect(socket.protocol).to.equal(IPPROTO_TCP);
  });

  // P test_SOCK_CLOEXEC, test_default_inheritable, test_dup, test_socketpair
  // R test_socket_new_cloexec, test_tcp_cloexec
  it('is not inherited by children, nor are its copies, pairs and connections', async () => {
    using server = listener();
    using client = new Socket(AF_INET, SOCK_STREAM);
    await client.connect(server.localAddress);
    const [connection] = await server.accept();
    const sockets = [server, client, connection, client.dup(), ...Socket.pair()];
    const mine = sockets.map((socket) => readlinkSync(`/proc/self/fd/${socket.fileno()}`));
    const child = spawn('ls', ['-l', '/proc/self/fd'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let listing = '';
    child.stdout.on('data', (chunk) => (listing += chunk));
    await once(child, 'close');
    expect(listing).to.match(/^total/);
    for (const name of mine) expect(listing).not.to.contain(name);
    for (const socket of sockets) socket.close();
  });

  // P test_socket_fileno, test_socket_fileno_requires_socket_fd, _rejects_negative
  it('can be made of a descriptor that is a socket, and of nothing else', async () => {
    const original = new Socket(AF_INET, SOCK_DGRAM);
    const owned = original.fileno();
    expect((await failureOf(() => Socket.fromFd(owned))).code).to.equal('ERR_INVALID_STATE');
    using adopted = Socket.fromFd(original.detach());
    expect([adopted.domain, adopted.type]).to.deep.equal([AF_INET, SOCK_DGRAM]);
    const file = openSync('/dev/null', 'r');
    expect((await failureOf(() => Socket.fromFd(file))).code).to.equal('ENOTSOCK');
    closeSync(file);
    expect((await failureOf(() => Socket.fromFd(file))).code).to.equal('EBADF');
    expect((await failureOf(() => Socket.fromFd(-1))).code).to.equal('ERR_OUT_OF_RANGE');
  });

  // P test_listen_backlog, test_listen_backlog_overflow
  it('takes any backlog that is an int', async () => {
    for (const backlog of [0, -1, 5, 0x7fff_ffff]) listener(backlog).close();
    using socket = new Socket(AF_INET, SOCK_STREAM);
    const error = await failureOf(() => socket.listen(0x8000_0000));
    expect(error.code).to.equal('ERR_OUT_OF_RANGE');
  });

  // R test_tcp.rb test_initialize_failure
  it('cannot be bound to an address of no interface', async () => {
    using socket = new Socket(AF_INET, SOCK_STREAM);
    const error = await failureOf(() => socket.bind(Addrinfo.tcp('192.0.2.1', 80)));
    expect(error).to.include({ code: 'EADDRNOTAVAIL', address: '192.0.2.1', port: 80 });
    expect(error.message).to.equal(
      'Cannot bind 192.0.2.1:80: address not available (EADDRNOTAVAIL)',
    );
  });
});

describe('Addrinfo', () => {
  // P test_getsockaddrarg
  it('takes ports from 0 to 65535', async () => {
    expect(Addrinfo.tcp(HOST, 65_535).ipPort).to.equal(65_535);
    for (const port of [-1, 65_536, 80.5, Number.NaN]) {
      const error = await failureOf(() => Addrinfo.tcp(HOST, port));
      expect(error.code, String(port)).to.equal('ERR_OUT_OF_RANGE');
    }
  });

  // R test_addrinfo_tcp, test_addrinfo_ip_unpack, test_addrinfo_inspect_sockaddr, _inet6
  it('knows what it was made of', () => {
    const tcp = Addrinfo.tcp('127.0.0.1', 80);
    expect([tcp.family, tcp.type, tcp.protocol]).to.deep.equal([AF_INET, SOCK_STREAM, IPPROTO_TCP]);
    expect([tcp.ipAddress, tcp.ipPort]).to.deep.equal(['127.0.0.1', 80]);
    const udp = Addrinfo.udp('::1', 53);
    expect([udp.family, udp.type, udp.protocol]).to.deep.equal([AF_INET6, SOCK_DGRAM, IPPROTO_UDP]);
    expect(tcp.toString()).to.equal('127.0.0.1:80');
    expect(udp.toString()).to.equal('[::1]:53');
    expect(udp.inspect()).to.equal('Addrinfo [::1]:53 UDP');
    expect(Addrinfo.unix('\0name').toString()).to.equal('@name');
  });

  // R test_unpack_sockaddr
  it('has no port where its family has none, and no path where it has none', async () => {
    const unix = Addrinfo.unix('/tmp/x');
    expect((await failureOf(() => unix.ipPort)).code).to.equal('ERR_INVALID_ARG_TYPE');
    expect((await failureOf(() => unix.ipAddress)).code).to.equal('ERR_INVALID_ARG_TYPE');
    const tcp = Addrinfo.tcp(HOST, 1);
    expect((await failureOf(() => tcp.unixPath)).code).to.equal('ERR_INVALID_ARG_TYPE');
    expect((await failureOf(() => tcp.linkAddress)).code).to.equal('ERR_INVALID_ARG_TYPE');
    const short = tcp.toSockaddr().subarray(0, 8);
    expect((await failureOf(() => Addrinfo.fromSockaddr(short))).code).to.equal('ERR_OUT_OF_RANGE');
  });

  // R test_ipv4_address_predicates, test_ipv6_address_predicates
  const predicates = [
    'isUnspecified',
    'isLoopback',
    'isPrivate',
    'isLinkLocal',
    'isMulticast',
    'isSiteLocal',
    'isV4Mapped',
    'isV4Compatible',
  ] as const;
  const ranges: readonly [(typeof predicates)[number] | 'none', readonly string[]][] = [
    ['isUnspecified', ['0.0.0.0', '::']],
    ['isLoopback', ['127.0.0.0', '127.0.0.1', '127.255.255.255', '::1']],
    ['isPrivate', ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255']],
    ['isPrivate', ['192.168.0.0', '192.168.255.255', 'fc00::', 'fdff:ffff::']],
    ['isLinkLocal', ['169.254.0.0', '169.254.255.255', 'fe80::', 'febf:ffff::']],
    ['isMulticast', ['224.0.0.0', '239.255.255.255', 'ff00::', 'ff02::1']],
    ['isSiteLocal', ['fec0::', 'feff:ffff::']],
    ['isV4Mapped', ['::ffff:0.0.0.0', '::ffff:255.255.255.255']],
    ['isV4Compatible', ['::0.0.1.0', '::255.255.255.255']],
    ['none', ['0.0.0.1', '9.255.255.255', '11.0.0.0', '126.255.255.255', '128.0.0.0']],
    ['none', ['172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '240.0.0.0']],
    ['none', ['169.253.255.255', '169.255.0.0', '223.255.255.255', '255.255.255.255']],
    ['none', ['fbff:ffff::', 'fe00::', '::1:ffff:1.2.3.4', '2001:db8::1']],
  ];
  for (const [kind, addresses] of ranges) {
    it(`${kind} holds for ${addresses.join(', ')}, and nothing else does`, () => {
      for (const address of addresses) {
        const holds = predicates.filter((name) => Addrinfo.ip(address)[name]);
        expect(holds, address).to.deep.equal(kind === 'none' ? [] : [kind]);
      }
    });
  }

  it('keeps the scope of a link-local address', () => {
    const scoped = Addrinfo.tcp('fe80::1%lo', 80);
    expect(scoped.scopeId).to.equal(interfaceIndex('lo'));
    expect(scoped.toString()).to.equal('[fe80::1%lo]:80');
  });
});

describe('conversions', () => {
  // P testStringToIPv4, testIPv4toString
  it('of IPv4 addresses go both ways, and refuse what is none', async () => {
    for (const [text, bytes] of [
      ['0.0.0.0', [0, 0, 0, 0]],
      ['255.0.255.0', [255, 0, 255, 0]],
      ['1.2.3.4', [1, 2, 3, 4]],
    ] as const) {
      expect([...inetPton(AF_INET, text)]).to.deep.equal(bytes);
      expect(inetNtop(AF_INET, Uint8Array.from(bytes))).to.equal(text);
    }
    for (const text of ['', '1.2.3', '1.2.3.4.5', '256.0.0.1', '0x7f.0.0.1', '1.2.3.4 ']) {
      const error = await failureOf(() => inetPton(AF_INET, text));
      expect(error.code, text).to.equal('ERR_INVALID_ARG_TYPE');
    }
    const error = await failureOf(() => inetNtop(AF_INET, Buffer.alloc(3)));
    expect(error.code).to.equal('ERR_OUT_OF_RANGE');
  });

  // P testStringToIPv6, testIPv6toString
  it('of IPv6 addresses go both ways, and refuse what is none', async () => {
    for (const [text, hex] of [
      ['::', '00000000000000000000000000000000'],
      ['::1', '00000000000000000000000000000001'],
      ['1::', '00010000000000000000000000000000'],
      ['45ef:76cb:1a:56ef:afeb:bac:1924:aeae', '45ef76cb001a56efafeb0bac1924aeae'],
      ['::ffff:1.2.3.4', '00000000000000000000ffff01020304'],
      ['aef:b01:506:1001:ffff:9997:55:170', '0aef0b0105061001ffff999700550170'],
      ['2001:db8::1:0:0:1', '20010db8000000000001000000000001'],
    ] as const) {
      expect(inetPton(AF_INET6, text).toString('hex')).to.equal(hex);
      expect(inetNtop(AF_INET6, Buffer.from(hex, 'hex'))).to.equal(text);
    }
    for (const text of [':', '::0::', '1:2:3:4:5:6:7:8:', '::%lo', '0x20::', '::0:']) {
      const error = await failureOf(() => inetPton(AF_INET6, text));
      expect(error.code, text).to.equal('ERR_INVALID_ARG_TYPE');
    }
    const error = await failureOf(() => inetNtop(AF_UNIX, Buffer.alloc(16)));
    expect(error.code).to.equal('ERR_OUT_OF_RANGE');
  });

  // P testNtoH, testNtoHErrors
  it('of byte order swap twice to the same number, and refuse what does not fit', async () => {
    for (const value of [0, 1, 0x1234, 0xffff]) expect(ntohs(htons(value))).to.equal(value);
    for (const value of [0, 1, 0x1234_5678, 0xffff_ffff])
      expect(ntohl(htonl(value))).to.equal(value);
    expect(htons(0x00ff)).to.equal(0xff00);
    for (const call of [() => htons(-1), () => htons(0x1_0000), () => htonl(2 ** 32)]) {
      expect((await failureOf(call)).code).to.equal('ERR_OUT_OF_RANGE');
    }
  });
});

describe('names', () => {
  // P testGetaddrinfo, test_getaddrinfo_ipv6_basic
  it('of hosts and services resolve to endpoints', async () => {
    const all = await getaddrinfo('localhost', 80, { type: SOCK_STREAM });
    expect(all.every(({ isLoopback, ipPort }) => isLoopback && ipPort === 80)).to.equal(true);
    const [http] = await getaddrinfo('127.0.0.1', 'http', { type: SOCK_STREAM });
    expect(http.toString()).to.equal('127.0.0.1:80');
    const [six] = await getaddrinfo('::1', 80, { family: AF_INET6, type: SOCK_DGRAM });
    expect([six.toString(), six.type]).to.deep.equal(['[::1]:80', SOCK_DGRAM]);
    const [scoped] = await getaddrinfo('fe80::1%lo', 80, { type: SOCK_STREAM });
    expect(scoped.scopeId).to.equal(interfaceIndex('lo'));
  });

  it('that do not exist, or have no address of the family, fail with the code of netdb.h', async () => {
    const options = { type: SOCK_STREAM, flags: 4 };
    const unknown = await failureOf(() => getaddrinfo('no address', 80, options));
    expect(unknown).to.include({ code: 'EAI_NONAME', errno: -2, syscall: 'getaddrinfo' });
    expect(unknown.message).to.equal(
      'Cannot resolve no address: name or service not known (EAI_NONAME)',
    );
    const service = await failureOf(() => getaddrinfo(null, 'no-such-service'));
    expect(service.code).to.equal('EAI_SERVICE');
    const family = await failureOf(() => getaddrinfo('::1', 80, { family: AF_INET }));
    expect(family.code).to.be.oneOf(['EAI_ADDRFAMILY', 'EAI_NONAME']);
    const flags = await failureOf(() => getaddrinfo('::1', 80, { flags: -1 }));
    expect(flags.code).to.equal('EAI_BADFLAGS');
  });

  // P test_getnameinfo
  it('are found by address', async () => {
    const numbers = NI_NUMERICHOST | NI_NUMERICSERV;
    const names = await getnameinfo(Addrinfo.udp('::1', 9999), numbers);
    expect(names).to.deep.equal({ host: '::1', service: '9999' });
    const { service } = await getnameinfo(Addrinfo.tcp('127.0.0.1', 80), NI_NUMERICHOST);
    expect(service).to.equal('http');
    const error = await failureOf(() => getnameinfo(Addrinfo.fromSockaddr(Buffer.alloc(16))));
    expect(error.code).to.equal('EAI_FAMILY');
  });

  // P testInterfaceNameIndex, testInvalidInterfaceNameToIndex
  it('of interfaces go with their indexes', async () => {
    for (const { name, index } of interfaceAddresses()) {
      expect(interfaceIndex(name)).to.equal(index);
      expect(interfaceName(index)).to.equal(name);
    }
    expect((await failureOf(() => interfaceIndex('no-such-one'))).code).to.equal('ENODEV');
    expect(interfaceName(0)).to.equal(undefined);
  });

  it('of interfaces come with their addresses and flags', () => {
    const loopback = interfaceAddresses().filter(({ isLoopback }) => isLoopback);
    const ipv4 = loopback.find(({ address }) => address.isIpv4);
    expect(ipv4?.address.ipAddress).to.equal('127.0.0.1');
    expect(ipv4?.netmask?.ipAddress).to.equal('255.0.0.0');
    expect(loopback.find(({ address }) => address.family === 17)?.address.linkAddress).to.include({
      hardwareAddress: '00:00:00:00:00:00',
      hardwareType: 772,
    });
  });
});

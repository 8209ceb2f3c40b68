/** Unix sockets: names, messages, descriptors and credentials. */

import { closeSync, existsSync, fstatSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  Addrinfo,
  AF_UNIX,
  AncillaryData,
  closeDescriptor,
  cmsgSpace,
  MSG_CTRUNC,
  SO_PASSCRED,
  SO_PEERCRED,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  UnixServer,
  UnixSocket,
} from '../../lib/socket/index.ts';
import { failureOf } from './fixtures.ts';

describe('a Unix socket', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  // P TestUnixDomain.testUnbound
  it('has no name until it is bound', () => {
    using socket = new Socket(AF_UNIX, SOCK_STREAM);
    expect(socket.localAddress.unixPath).to.equal('');
    expect(socket.localAddress.toString()).to.equal('(unnamed)');
  });

  // P TestUnixDomain.testStrAddr; R test_unix.rb test_addr
  it('has the path it was bound to, and its peer sees it', async () => {
    const path = join(folder, 'greeter');
    using server = new UnixServer(path, { unlinkOnClose: true });
    expect(server.localAddress.unixPath).to.equal(path);
    expect(statSync(path).isSocket()).to.equal(true);
    using client = await UnixSocket.connect(path);
    expect(client.remoteAddress.unixPath).to.equal(path);
    const [connection, peer] = await server.socket.accept();
    expect([peer.family, peer.unixPath]).to.deep.equal([AF_UNIX, '']);
    connection.close();
    server.close();
    expect(existsSync(path)).to.equal(false);
  });

  it('leaves its file behind, and the path is taken', async () => {
    const path = join(folder, 'left');
    new UnixServer(path).close();
    const error = await failureOf(() => new UnixServer(path));
    expect(error).to.include({ code: 'EADDRINUSE', path });
    expect(error.message).to.equal(`Cannot bind ${path}: address already in use (EADDRINUSE)`);
    expect((await failureOf(() => UnixSocket.connect(path))).code).to.equal('ECONNREFUSED');
    const nowhere = join(folder, 'nowhere');
    expect(await failureOf(() => UnixSocket.connect(nowhere))).to.include({
      code: 'ENOENT',
      path: nowhere,
    });
  });

  // P TestUnixDomain.testEmptyAddress
  it('gets an abstract name of the kernel’s choice for the empty path', () => {
    using socket = new Socket(AF_UNIX, SOCK_STREAM);
    socket.bind(Addrinfo.unix(''));
    expect(socket.localAddress.unixPath).to.match(/^\0[0-9a-f]{5}$/);
  });

  it('with an abstract name is gone with its socket', async () => {
    const name = `\0wirebook-${process.pid}`;
    const server = new UnixServer(name);
    using client = await UnixSocket.connect(name);
    expect(client.remoteAddress.toString()).to.equal(`@wirebook-${process.pid}`);
    server.close();
    expect((await failureOf(() => UnixSocket.connect(name))).code).to.equal('ECONNREFUSED');
  });

  // R test_noname_recvfrom
  it('without a name has no address to be answered at', async () => {
    const [left, right] = Socket.pair(AF_UNIX, SOCK_DGRAM);
    await left.send('x');
    const [data, from] = await right.recvFrom();
    expect([data.toString(), from?.unixPath ?? '']).to.deep.equal(['x', '']);
    for (const socket of [left, right]) socket.close();
  });

  // R test_too_long_path
  it('takes a path of 107 bytes, and no longer one', async () => {
    const fits = `/tmp/${'x'.repeat(102)}`;
    expect(Addrinfo.unix(fits).unixPath).to.equal(fits);
    expect((await failureOf(() => Addrinfo.unix(`${fits}x`))).code).to.equal('ERR_OUT_OF_RANGE');
    expect(Addrinfo.unix(`\0${'x'.repeat(107)}`).unixPath).to.have.length(108);
    expect((await failureOf(() => Addrinfo.unix('/tmp/a\0b'))).code).to.equal('ERR_OUT_OF_RANGE');
    expect((await failureOf(() => Addrinfo.unix('/é'.repeat(40)))).code).to.equal(
      'ERR_OUT_OF_RANGE',
    );
  });

  it('fails with EAGAIN when the queue of its server is full', async () => {
    const name = `\0wirebook-full-${process.pid}`;
    using server = new UnixServer(name, { backlog: 0 });
    using first = await UnixSocket.connect(name);
    expect((await failureOf(() => UnixSocket.connect(name))).code).to.equal('EAGAIN');
    expect(first.remoteAddress.equals(server.localAddress)).to.equal(true);
  });

  // R test_epipe
  it('raises EPIPE when its peer has gone', async () => {
    const [left, right] = Socket.pair();
    right.close();
    expect(await failureOf(() => left.send('x'))).to.include({ code: 'EPIPE', syscall: 'send' });
    left.close();
  });

  // R test_dgram_pair; P BasicSocketPairTest.testRecv, testSend, testDefaults
  it('comes in pairs, of streams, datagrams and packets', async () => {
    for (const type of [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET]) {
      const [left, right] = Socket.pair(AF_UNIX, type);
      expect([left.type, left.domain]).to.deep.equal([type, AF_UNIX]);
      await left.send('one');
      await left.send('two');
      const { data } = await right.recvMessage();
      expect(data.toString()).to.equal(type === SOCK_STREAM ? 'onetwo' : 'one');
      for (const socket of [left, right]) socket.close();
    }
  });
});

describe('ancillary data of a Unix socket', () => {
  // R test_fd_passing, test_fd_passing_n; P testFDPassSimple, testMultipleFDPass, testSendAndRecvFds
  it('passes descriptors: copies that stay open when the sender closes its own', async () => {
    using pair = unixPair();
    const files = [openSync('/dev/null', 'r'), openSync('/etc/passwd', 'r')];
    await pair.left.sendDescriptors('two', files);
    const inodes = files.map((fd) => fstatSync(fd).ino);
    for (const fd of files) closeSync(fd);
    const { data, descriptors } = await pair.right.receiveDescriptors();
    expect(data.toString()).to.equal('two');
    expect(descriptors.map((fd) => fstatSync(fd).ino)).to.deep.equal(inodes);
    for (const fd of descriptors) closeDescriptor(fd);
  });

  it('passes sockets, which work at the other end', async () => {
    using pair = unixPair();
    const [mine, theirs] = Socket.pair();
    await pair.left.sendDescriptors('x', [theirs]);
    theirs.close();
    const { descriptors } = await pair.right.receiveDescriptors();
    using received = Socket.fromFd(descriptors[0] ?? -1);
    await received.send('still here');
    expect((await mine.recv()).toString()).to.equal('still here');
    mine.close();
  });

  // P SCMRightsTest.testCmsgTrunc1, testCmsgTruncNoBufSize
  it('is cut off where there is no room for it, and the kernel says so', async () => {
    using pair = unixPair();
    for (const [controlLength, count] of [
      [0, 0],
      [cmsgSpace(4), 2],
      [cmsgSpace(12), 3],
    ] as const) {
      await pair.left.sendDescriptors('x', [0, 1, 2]);
      const { control, flags } = await pair.right.recvMessage({ controlLength });
      const got = control.flatMap((item) => item.descriptors ?? []);
      expect(got).to.have.length(count);
      expect(flags & MSG_CTRUNC).to.equal(count === 3 ? 0 : MSG_CTRUNC);
      for (const fd of got) closeDescriptor(fd);
    }
  });

  it('refuses descriptors that are not open, and more than 253', async () => {
    using pair = unixPair();
    const closed = openSync('/dev/null', 'r');
    closeSync(closed);
    const error = await failureOf(() => pair.left.sendDescriptors('x', [closed]));
    expect(error).to.include({ code: 'EBADF', syscall: 'sendmsg' });
    const many = Array(254).fill(0);
    expect((await failureOf(() => AncillaryData.rights(...many))).code).to.equal(
      'ERR_OUT_OF_RANGE',
    );
    expect((await failureOf(() => AncillaryData.rights(-1))).code).to.equal('ERR_OUT_OF_RANGE');
  });

  // R test_getcred_ucred
  it('SO_PEERCRED says who is at the other end', () => {
    using pair = unixPair();
    const { pid } = process;
    const me = { pid, uid: process.getuid?.(), gid: process.getgid?.() };
    expect(pair.left.getsockopt(SOL_SOCKET, SO_PEERCRED)).to.deep.equal(me);
    expect(pair.right.peerCredentials).to.deep.equal(me);
  });

  // R test_sendcred_ucred
  it('SCM_CREDENTIALS says who sent a message', async () => {
    using pair = unixPair();
    pair.right.setsockopt(SOL_SOCKET, SO_PASSCRED, true);
    const me = { pid: process.pid, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    for (const control of [[], [AncillaryData.credentials(me)]]) {
      await pair.left.sendMessage('x', { control });
      const received = await pair.right.recvMessage();
      expect(received.control[0]?.credentials).to.deep.equal(me);
    }
  });
});

function unixPair(): { readonly left: UnixSocket; readonly right: UnixSocket } & Disposable {
  const [left, right] = UnixSocket.pair();
  return {
    left,
    right,
    [Symbol.dispose]() {
      left.close();
      right.close();
    },
  };
}

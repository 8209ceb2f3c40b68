/** Unix sockets: names, messages, descriptors and credentials. */

import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
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
import { failureOf, runProgram } from './fixtures.ts';

const library = new URL('../../lib/socket/index.ts', import.meta.url).href;

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
    using server = new UnixServer({ path }, { unlinkOnClose: true });
    expect(server.localAddress.unixPath).to.equal(path);
    expect(statSync(path).isSocket()).to.equal(true);
    using client = await UnixSocket.connect({ path });
    expect(client.remoteAddress.unixPath).to.equal(path);
    const [connection, peer] = await server.socket.accept();
    expect([peer.family, peer.unixPath]).to.deep.equal([AF_UNIX, '']);
    connection.close();
    server.close();
    expect(existsSync(path)).to.equal(false);
  });

  it('leaves its file behind, and the path is taken', async () => {
    const path = join(folder, 'left');
    new UnixServer({ path }).close();
    const error = await failureOf(() => new UnixServer({ path }));
    expect(error).to.include({ code: 'EADDRINUSE', path });
    expect(error.message).to.equal(`Cannot bind ${path}: address already in use (EADDRINUSE)`);
    expect((await failureOf(() => UnixSocket.connect({ path }))).code).to.equal('ECONNREFUSED');
    const nowhere = join(folder, 'nowhere');
    expect(await failureOf(() => UnixSocket.connect({ path: nowhere }))).to.include({
      code: 'ENOENT',
      path: nowhere,
    });
  });

  it('with unlinkOnClose removes its own file, wherever the process has gone meanwhile', () => {
    const before = process.cwd();
    using _back = { [Symbol.dispose]: () => process.chdir(before) };
    process.chdir(folder);
    const server = new UnixServer({ path: 'relative' }, { unlinkOnClose: true });
    const other = join(folder, 'other');
    mkdirSync(other);
    process.chdir(other);
    writeFileSync('relative', 'of another program');
    server.close();
    expect(existsSync(join(other, 'relative'))).to.equal(true);
    expect(existsSync(join(folder, 'relative'))).to.equal(false);
  });

  it('with unlinkOnClose leaves alone what has taken the place of its file', async () => {
    const path = join(folder, 'replaced');
    const first = new UnixServer({ path }, { unlinkOnClose: true });
    rmSync(path);
    using second = new UnixServer({ path }, { unlinkOnClose: true });
    first.close();
    using client = await UnixSocket.connect({ path });
    expect(client.isClosed).to.equal(false);
    rmSync(path);
    mkdirSync(path);
    second.close();
    expect(statSync(path).isDirectory()).to.equal(true);
  });

  it('with unlinkOnClose removes the file of a socket that it adopted, and no other', async () => {
    const path = join(folder, 'adopted');
    const own = new UnixServer(new UnixServer({ path }).socket, { unlinkOnClose: true });
    own.close();
    expect(existsSync(path)).to.equal(false);
    const first = new UnixServer({ path });
    rmSync(path);
    using second = new UnixServer({ path });
    new UnixServer(first.socket, { unlinkOnClose: true }).close();
    using client = await UnixSocket.connect({ path });
    expect(client.remoteAddress.equals(second.localAddress)).to.equal(true);
    new UnixServer(new UnixServer({ path: '' }).socket, { unlinkOnClose: true }).close();
  });

  it('leaves no file behind where it cannot listen', async () => {
    const path = join(folder, 'unheard');
    const options = { backlog: 'many' as never };
    const error = await failureOf(() => new UnixServer({ path }, options));
    expect(error.code).to.equal('ERR_INVALID_ARG_TYPE');
    expect(existsSync(path)).to.equal(false);
  });

  it('with replaceStale takes the place of a server that has ended', async () => {
    const path = join(folder, 'stale');
    for (let round = 0; round < 3; round++) {
      using server = new UnixServer({ path }, { replaceStale: true });
      using client = await UnixSocket.connect({ path });
      using connection = await server.accept();
      expect(connection.peerCredentials.pid).to.equal(process.pid);
      expect(client.remoteAddress.unixPath).to.equal(path);
    }
    const datagrams = join(folder, 'stale-datagrams');
    using old = new Socket(AF_UNIX, SOCK_DGRAM);
    old.bind({ path: datagrams });
    old.close();
    new UnixServer({ path: datagrams }, { replaceStale: true }).close();
  });

  it('with replaceStale leaves alone what lives, or is no socket', async () => {
    const take = (path: string) =>
      failureOf(() => new UnixServer({ path }, { replaceStale: true }));
    const path = join(folder, 'living');
    using bound = new UnixSocket(AF_UNIX, SOCK_STREAM);
    bound.bind({ path });
    expect((await take(path)).code).to.equal('EADDRINUSE');
    bound.listen(0);
    expect((await take(path)).code).to.equal('EADDRINUSE');
    // Nor does the living one have to take a connection.
    bound.nonblock = true;
    expect((await failureOf(() => bound.accept())).code).to.equal('EAGAIN');
    using first = await UnixSocket.connect({ path });
    expect((await failureOf(() => UnixSocket.connect({ path }))).code).to.equal('EAGAIN');
    expect((await take(path)).code).to.equal('EADDRINUSE');
    const [connection] = await bound.accept();
    connection.close();
    expect(first.remoteAddress.unixPath).to.equal(path);
    for (const type of [SOCK_DGRAM, SOCK_SEQPACKET]) {
      using other = new Socket(AF_UNIX, type);
      other.bind({ path: `${path}-${type}` });
      expect((await take(`${path}-${type}`)).code).to.equal('EADDRINUSE');
    }
    const file = join(folder, 'plain');
    writeFileSync(file, 'of another program');
    expect((await take(file)).code).to.equal('EADDRINUSE');
    expect(statSync(file).size).to.be.greaterThan(0);
  });

  it('with replaceStale is taken by one of several that start at once', async () => {
    const path = join(folder, 'contended');
    new UnixServer({ path }).close();
    const { output } = await runProgram(`
      const { Worker } = await import('node:worker_threads');
      const { once } = await import('node:events');
      const ROUNDS = 1_000;
      const arrived = new Int32Array(new SharedArrayBuffer(4));
      const won = new Int32Array(new SharedArrayBuffer(4 * ROUNDS));
      const source = \`
        import { workerData } from 'node:worker_threads';
        import { UnixServer } from ${JSON.stringify(library)};
        const { arrived, won, ROUNDS, path } = workerData;
        const meet = (place) => { Atomics.add(arrived, 0, 1); while (arrived[0] < 2 * place); };
        for (let round = 0; round < ROUNDS; round++) {
          meet(2 * round + 1);
          let server;
          try {
            server = new UnixServer({ path }, { replaceStale: true });
            Atomics.add(won, round, 1);
          } catch (error) {
            if (error.code !== 'EADDRINUSE') throw error;
          }
          meet(2 * round + 2);
          server?.close();
        }\`;
      const data = { arrived, won, ROUNDS, path: ${JSON.stringify(path)} };
      const workers = [1, 2].map(() => new Worker(source, { eval: true, workerData: data }));
      await Promise.all(workers.map((worker) => once(worker, 'exit')));
      console.log(won.every((times) => times === 1));`);
    expect(output).to.equal('true\n');
  }).timeout(60_000);

  it('has a path of any bytes, which need not be UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9)]);
    for (const path of [bytes, Buffer.concat([Buffer.of(0, 0xe9), bytes])]) {
      const server = new UnixServer({ path }, { unlinkOnClose: true });
      expect(server.localAddress.unixPathBytes.equals(path)).to.equal(true);
      using client = await UnixSocket.connect({ path: new Uint8Array(path) });
      expect(client.remoteAddress.unixPathBytes.equals(path)).to.equal(true);
      server.close();
      const error = await failureOf(() => UnixSocket.connect({ path }));
      expect(error.code).to.equal(path === bytes ? 'ENOENT' : 'ECONNREFUSED');
      expect(error.path).to.include('\ufffd');
    }
    new UnixServer({ path: bytes }).close();
    new UnixServer({ path: bytes }, { replaceStale: true, unlinkOnClose: true }).close();
    expect(existsSync(bytes)).to.equal(false);
    const error = await failureOf(() => Addrinfo.unix(5 as never));
    expect(error.code).to.equal('ERR_INVALID_ARG_TYPE');
    expect(() => Addrinfo.unix(Buffer.from('a\0b'))).to.throw(RangeError);
    expect(() => Addrinfo.unix(Buffer.alloc(108, 'x'))).to.throw(RangeError);
  });

  it('with unlinkOnClose and a relative path of other bytes finds its file again', () => {
    const before = process.cwd();
    using _back = { [Symbol.dispose]: () => process.chdir(before) };
    process.chdir(folder);
    const path = Buffer.of(0xe9);
    const server = new UnixServer({ path }, { unlinkOnClose: true });
    process.chdir(before);
    server.close();
    expect(existsSync(Buffer.concat([Buffer.from(`${folder}/`), path]))).to.equal(false);
  });

  // P TestUnixDomain.testEmptyAddress
  it('gets an abstract name of the kernel’s choice for the empty path', () => {
    using socket = new Socket(AF_UNIX, SOCK_STREAM);
    socket.bind(Addrinfo.unix(''));
    expect(socket.localAddress.unixPath).to.match(/^\0[0-9a-f]{5}$/);
  });

  it('with an abstract name is gone with its socket', async () => {
    const name = `\0wirebook-${process.pid}`;
    const server = new UnixServer({ path: name });
    using client = await UnixSocket.connect({ path: name });
    expect(client.remoteAddress.toString()).to.equal(`@wirebook-${process.pid}`);
    server.close();
    expect((await failureOf(() => UnixSocket.connect({ path: name }))).code).to.equal(
      'ECONNREFUSED',
    );
  });

  // R test_noname_recvfrom
  it('without a name has no address to be answered at', async () => {
    const [left, right] = Socket.pair(AF_UNIX, SOCK_DGRAM);
    await left.send('x');
    const [data, from] = await right.recvFrom();
    expect([data.toString(), from?.unixPath ?? '']).to.deep.equal(['x', '']);
    for (const socket of [left, right]) socket.close();
  });

  it('without a name is not named in errors', async () => {
    const [left, right] = Socket.pair();
    const late = await failureOf(() => right.recv(1, { timeout: 1 }));
    expect(late.message).to.equal('Cannot receive: connection timed out (ETIMEDOUT)');
    expect(late).not.to.have.property('path');
    using socket = new Socket(AF_UNIX, SOCK_STREAM);
    const error = await failureOf(() => socket.accept());
    expect(error.message).to.match(/^Cannot accept: invalid argument \(EINVAL\)/);
    for (const each of [left, right]) each.close();
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
    using server = new UnixServer({ path: name }, { backlog: 0 });
    using first = await UnixSocket.connect({ path: name });
    expect((await failureOf(() => UnixSocket.connect({ path: name }))).code).to.equal('EAGAIN');
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

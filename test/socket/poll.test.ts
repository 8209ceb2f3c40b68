/** select, poll and epoll. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { expect } from 'chai';
import {
  EPOLLET,
  EPOLLHUP,
  EPOLLIN,
  EPOLLONESHOT,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
  Epoll,
  MSG_OOB,
  POLLIN,
  POLLNVAL,
  poll,
  Socket,
  select,
} from '../../lib/socket/index.ts';
import { failureOf, listener, tcpPair } from './fixtures.ts';

describe('poll()', () => {
  it('waits until a deadline, and looks once after it, as select() and Epoll do', async () => {
    const [left, right] = Socket.pair();
    const requests = [{ fd: right, events: POLLIN }];
    using epoll = new Epoll();
    epoll.add(right, EPOLLIN);
    const deadline = performance.now() + 20;
    expect(await poll(requests, { deadline })).to.deep.equal([]);
    expect(performance.now()).to.be.greaterThan(deadline - 2);
    expect(await poll(requests, { deadline })).to.deep.equal([]);
    expect((await select({ read: [right], deadline })).read).to.deep.equal([]);
    for (const timeout of [undefined, 0, 5]) {
      expect(await epoll.wait(1, { deadline, timeout })).to.deep.equal([]);
    }
    await left.send('x');
    expect(await poll(requests, { deadline })).to.have.length(1);
    expect((await select({ read: [right], deadline })).read).to.deep.equal([right]);
    expect(await epoll.wait(1, { deadline })).to.have.length(1);
    for (const socket of [left, right]) socket.close();
  });

  // L PollTests.test_poll1, test_poll2, test_poll3
  it('reports the ready ones of many, in the order of the requests', async () => {
    const pairs = Array.from({ length: 12 }, () => Socket.pair());
    const requests = pairs.map(([, fd]) => ({ fd, events: POLLIN }));
    for (const i of [7, 2, 11]) await pairs[i]?.[0].send('x');
    const found = await poll(requests);
    expect(found.map(({ request }) => requests.indexOf(request))).to.deep.equal([2, 7, 11]);
    expect(found.every(({ events }) => events === POLLIN)).to.equal(true);
    for (const socket of pairs.flat()) socket.close();
  });

  // L test_poll_unit_tests
  it('reports POLLNVAL for a number that is not open, and EBADF for a closed socket', async () => {
    const fd = openSync('/dev/null', 'r');
    closeSync(fd);
    const request = { fd, events: POLLIN };
    expect(await poll([request])).to.deep.equal([{ request, events: POLLNVAL }]);
    const [left, right] = Socket.pair();
    left.close();
    expect((await failureOf(() => poll([{ fd: left, events: POLLIN }]))).code).to.equal('EBADF');
    right.close();
    expect((await failureOf(() => poll([{ fd: 0, events: -1 }]))).code).to.equal(
      'ERR_OUT_OF_RANGE',
    );
    expect((await failureOf(() => poll([{ fd: -2, events: 1 }]))).code).to.equal(
      'ERR_OUT_OF_RANGE',
    );
  });

  // L test_poll_blocks_with_negative_ms
  it('waits without limit unless it has one, and refuses a negative one', async () => {
    using pair = await tcpPair();
    const request = { fd: pair.server, events: POLLIN };
    let isDone = false;
    const polling = poll([request]).finally(() => {
      isDone = true;
    });
    expect(await poll([request], { timeout: 20 })).to.deep.equal([]);
    expect(await poll([request], { timeout: 0 })).to.deep.equal([]);
    expect(isDone).to.equal(false);
    await pair.client.send('x');
    expect(await polling).to.have.length(1);
    const negative = await failureOf(() => poll([request], { timeout: -1 }));
    expect(negative.code).to.equal('ERR_OUT_OF_RANGE');
  });

  it('reports the same descriptor once for each request', async () => {
    using pair = await tcpPair();
    const requests = [
      { fd: pair.server, events: POLLIN },
      { fd: pair.server.fileno(), events: POLLIN },
      { fd: pair.client, events: POLLIN },
    ];
    const polling = poll(requests);
    await pair.client.send('x');
    expect((await polling).map(({ request }) => request)).to.deep.equal(requests.slice(0, 2));
  });

  it('ends with EBADF when one of its sockets is closed, and by its signal', async () => {
    using pair = await tcpPair();
    const ending = failureOf(() => poll([{ fd: pair.server, events: POLLIN }]));
    pair.server.close();
    expect(await ending).to.include({ code: 'EBADF', syscall: 'poll' });
    const controller = new AbortController();
    using server = listener();
    const aborting = failureOf(() =>
      poll([{ fd: server, events: POLLIN }], { signal: controller.signal }),
    );
    controller.abort();
    expect((await aborting).code).to.equal('ABORT_ERR');
  });

  it('watches more than 1,024 descriptors', async () => {
    const pairs = Array.from({ length: 600 }, () => Socket.pair());
    const [first, last] = [pairs[0], pairs.at(-1)];
    expect(last?.[1].fileno()).to.be.greaterThan(1024);
    const selecting = select({ read: pairs.flat() });
    await last?.[0].send('x');
    expect((await selecting).read).to.deep.equal([last?.[1]]);
    const { write } = await select({ read: pairs.flat().slice(0, -1), write: pairs.flat() });
    expect(write).to.have.length(1200);
    await first?.[0].send('x');
    expect((await select({ read: pairs.flat() })).read).to.have.length(2);
    for (const socket of pairs.flat()) socket.close();
  });
});

describe('select()', () => {
  // S SelectTestCase.test_error_conditions, test_returned_list_identity; R select of IO
  it('sorts what is ready into readable, writable and exceptional', async () => {
    using pair = await tcpPair();
    await pair.client.send('x', { flags: MSG_OOB });
    const all = { read: [pair.server], write: [pair.server], except: [pair.server, pair.client] };
    const found = await select(all);
    expect(found).to.deep.equal({ read: [], write: [pair.server], except: [pair.server] });
    expect((await pair.server.recv(1, { flags: MSG_OOB })).toString()).to.equal('x');
    expect((await failureOf(() => pair.server.recv(1, { flags: MSG_OOB }))).code).to.equal(
      'EINVAL',
    );
    expect(await select({ read: [pair.server], timeout: 5 })).to.deep.equal({
      read: [],
      write: [],
      except: [],
    });
  });

  it('is EBADF at once for a number that is not open', async () => {
    using server = listener();
    const fd = openSync('/dev/null', 'r');
    closeSync(fd);
    const error = await failureOf(() => select({ read: [server.fileno(), fd] }));
    expect(error).to.include({ code: 'EBADF', syscall: 'select' });
    const wrong = await failureOf(() => select({ read: 5 as unknown as number[] }));
    expect(wrong.code).to.equal('ERR_INVALID_ARG_TYPE');
  });

  it('sees the end of the stream, a reset and a refused connection as readable or writable', async () => {
    using pair = await tcpPair();
    const selecting = select({ read: [pair.server] });
    pair.client.close();
    expect((await selecting).read).to.deep.equal([pair.server]);
  });
});

describe('Epoll', () => {
  // E TestEPoll.test_control_and_wait, test_add, test_create
  it('reports what it was told to watch, as often as it is so', async () => {
    using pair = await tcpPair();
    using epoll = new Epoll();
    epoll.add(pair.client, EPOLLIN | EPOLLOUT);
    epoll.add(pair.server.fileno(), EPOLLIN | EPOLLOUT | EPOLLET);
    const fds = [pair.client, pair.server].map((socket) => socket.fileno());
    const writable = fds.map((fd) => ({ fd, events: EPOLLOUT }));
    expect(await epoll.wait()).to.have.deep.members(writable);
    expect(await epoll.wait()).to.deep.equal([writable[0]]);
    await pair.client.send('Hello');
    await pair.server.send('world');
    const both = fds.map((fd) => ({ fd, events: EPOLLIN | EPOLLOUT }));
    expect(await epoll.wait()).to.have.deep.members(both);
    epoll.modify(pair.client, EPOLLPRI);
    expect(await epoll.wait(10, { timeout: 5 })).to.deep.equal([]);
    expect((await failureOf(() => epoll.add(pair.client, EPOLLIN))).code).to.equal('EEXIST');
    epoll.remove(pair.client);
    expect((await failureOf(() => epoll.remove(pair.client))).code).to.equal('ENOENT');
    expect((await failureOf(() => epoll.modify(pair.client, 0))).code).to.equal('ENOENT');
  });

  it('wakes one who waits, reports once with EPOLLONESHOT, and knows of half-closes', async () => {
    using pair = await tcpPair();
    using epoll = new Epoll();
    epoll.add(pair.server, EPOLLIN | EPOLLRDHUP | EPOLLONESHOT);
    const waiting = epoll.wait();
    pair.client.closeWrite();
    const fd = pair.server.fileno();
    expect(await waiting).to.deep.equal([{ fd, events: EPOLLIN | EPOLLRDHUP }]);
    expect(await epoll.wait(1, { timeout: 0 })).to.deep.equal([]);
    pair.server.closeWrite();
    epoll.modify(pair.server, EPOLLIN);
    const [ready] = await epoll.wait();
    expect((ready?.events ?? 0) & EPOLLHUP).to.equal(EPOLLHUP);
  });

  // E test_unregister_closed, test_close, test_badcreate
  it('forgets what is closed, and ends waiting with EBADF when it is closed itself', async () => {
    using pair = await tcpPair();
    using epoll = new Epoll();
    epoll.add(pair.server, EPOLLIN);
    const fd = pair.server.fileno();
    pair.server.close();
    expect(await epoll.wait(1, { timeout: 0 })).to.deep.equal([]);
    expect((await failureOf(() => epoll.remove(fd))).code).to.equal('EBADF');
    expect((await failureOf(() => epoll.add(pair.server, EPOLLIN))).code).to.equal('EBADF');
    const waiting = failureOf(() => epoll.wait());
    epoll.close();
    expect((await waiting).code).to.equal('EBADF');
    expect((await failureOf(() => epoll.wait())).code).to.equal('EBADF');
  });

  // E test_fd_non_inheritable
  it('is not inherited by children', async () => {
    using epoll = new Epoll();
    expect(epoll.fileno()).to.be.greaterThan(2);
    const child = spawn('ls', ['-l', '/proc/self/fd'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let listing = '';
    child.stdout.on('data', (chunk) => (listing += chunk));
    await once(child, 'close');
    expect(listing).not.to.contain('eventpoll');
  });

  it('refuses a file on disk with EPERM, and events that do not fit', async () => {
    using epoll = new Epoll();
    const file = openSync(import.meta.filename, 'r');
    expect((await failureOf(() => epoll.add(file, EPOLLIN))).code).to.equal('EPERM');
    closeSync(file);
    expect((await failureOf(() => epoll.add(0, 2 ** 32))).code).to.equal('ERR_OUT_OF_RANGE');
    expect((await failureOf(() => epoll.wait(0))).code).to.equal('ERR_OUT_OF_RANGE');
  });
});

import { once } from 'node:events';
import net from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { jupyterDisplay } from '../../../lib/lab/base/picture.ts';
import { syscalls } from '../../../lib/lab/syscalls/syscalls.ts';
import {
  Addrinfo,
  AF_INET,
  FIONREAD,
  SHUT_WR,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  UdpSocket,
} from '../../../lib/socket/index.ts';
import { holdAddresses } from '../../hold-address.ts';
import { program } from '../needs.ts';

const HOST = '127.0.6.103';

describe('syscalls', () => {
  holdAddresses(103);
  it('lists the calls with arguments by name, results and errors', async () => {
    const trace = await syscalls(async () => {
      using first = new Socket(AF_INET, SOCK_STREAM);
      first.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
      first.bind(Addrinfo.tcp(HOST, 4641));
      first.listen(5);
      using second = new Socket(AF_INET, SOCK_STREAM);
      try {
        second.bind(Addrinfo.tcp(HOST, 4641));
      } catch {
        // EADDRINUSE is what the trace is to show.
      }
    });
    // The process may open other files meanwhile, so the second number is not the next one.
    const [fd, other] = trace.calls
      .filter(({ name }) => name === 'socket')
      .map((call) => call.result);
    expect(inspect(trace).replace(/^ *[\d.]+ ms {2}/gm, '')).to.equal(
      [
        '8 system calls',
        `socket(AF_INET, SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC, 0) = ${fd}`,
        `setsockopt(${fd}, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0`,
        `bind(${fd}, {127.0.6.103:4641}, 16) = 0`,
        `listen(${fd}, 5) = 0`,
        `socket(AF_INET, SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC, 0) = ${other}`,
        `bind(${other}, {127.0.6.103:4641}, 16) = -1 EADDRINUSE`,
        `close(${other}) = 0`,
        `close(${fd}) = 0`,
      ].join('\n'),
    );
  });

  it('names the flags of messages and the requests of ioctl()', async () => {
    using socket = new UdpSocket({ host: HOST, port: 0 });
    const to = socket.localAddress;
    const trace = await syscalls(async () => {
      await socket.sendMessages(['one', 'two'].map((data) => ({ data, to })));
      await socket.sendMessage('three', { to });
      socket.ioctl(FIONREAD);
      await socket.recvMessages({ count: 2 });
      await socket.recvMessage();
    });
    const fd = socket.fileno();
    expect(inspect(trace).replace(/^ *[\d.]+ ms {2}/gm, '')).to.equal(
      [
        '5 system calls',
        `sendmmsg(${fd}, messages, 2, MSG_DONTWAIT|MSG_NOSIGNAL) = 2`,
        `sendmsg(${fd}, message, MSG_DONTWAIT|MSG_NOSIGNAL) = 5`,
        `ioctl(${fd}, FIONREAD, [3]) = 0`,
        `recvmmsg(${fd}, messages, 2, MSG_DONTWAIT|MSG_CMSG_CLOEXEC, NULL) = 2`,
        `recvmsg(${fd}, message, MSG_DONTWAIT|MSG_CMSG_CLOEXEC) = 5`,
      ].join('\n'),
    );
  });

  it('shows how a call is tried, waits and is tried again, with the data as C strings', async () => {
    using listener = new Socket(AF_INET, SOCK_STREAM);
    listener.bind(Addrinfo.tcp(HOST, 0));
    listener.listen();
    const trace = await syscalls(async () => {
      const accepting = listener.accept();
      using client = new Socket(AF_INET, SOCK_STREAM);
      await client.connect(listener.localAddress);
      await client.sendAll('hi\r\n');
      client.shutdown(SHUT_WR);
      const [connection] = await accepting;
      using server = connection;
      await server.recv(100);
    });
    const texts = trace.calls.map(({ name, args, error, result }) =>
      `${name}(${args.slice(1).join(', ')}) ${error || result}`.replace(/127[\d.]+:\d+/, 'ADDRESS'),
    );
    expect(texts).to.include('accept4(peer, [128], SOCK_NONBLOCK|SOCK_CLOEXEC) EAGAIN');
    expect(texts).to.include('send("hi\\r\\n", 4, MSG_DONTWAIT|MSG_NOSIGNAL) 4');
    expect(texts).to.include('recv("hi\\r\\n", 100, MSG_DONTWAIT) 4');
    expect(texts).to.include('shutdown(SHUT_WR) 0');
    expect(texts.some((text) => /^accept4\(\{ADDRESS\}, \[16\].*\) \d+$/.test(text))).to.equal(
      true,
    );
    expect(texts.some((text) => text.startsWith('epoll'))).to.equal(false);
    expect(inspect(trace)).to.match(
      /Calls of epoll, by which the library waits, are left out: \d+$/,
    );
  });

  it('draws a lane for each descriptor, with a title and a description', async () => {
    const trace = await syscalls(() => new Socket(AF_INET, SOCK_STREAM).close());
    const html = String(trace[jupyterDisplay]()['text/html']);
    expect(html)
      .to.match(/<svg [^>]*role="img"/)
      .and.include('<title>')
      .and.include('<desc>');
    expect(html)
      .to.match(/>fd \d+</)
      .and.include('close()')
      .and.include('<details');
  });

  it("lists Node's own calls by strace", async function () {
    program('strace').call(this);
    const server = net.createServer((socket) => socket.end('hello'));
    const trace = await syscalls(
      async () => {
        server.listen(4642, HOST);
        await once(server, 'listening');
        await once(net.connect(4642, HOST).resume(), 'close');
      },
      { by: 'strace' },
    );
    server.close();
    const names = trace.calls.map(({ name }) => name);
    expect(names).to.include.members([
      'socket',
      'setsockopt',
      'bind',
      'listen',
      'connect',
      'accept4',
    ]);
    const bind = trace.calls.find(({ name }) => name === 'bind');
    expect(bind?.args[1]).to.equal('{127.0.6.103:4642}');
    const connect = trace.calls.find(({ name }) => name === 'connect');
    expect(connect).to.include({ result: -1, error: 'EINPROGRESS' });
  }).timeout(10_000);

  it('says in one sentence that strace is missing, and does not run the code to trace', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    let hasRun = false;
    const run = () => {
      hasRun = true;
    };
    const failure = await syscalls(run, { by: 'strace' }).catch((error: unknown) => error);
    process.env.PATH = path;
    expect(String(failure)).to.equal(
      "Error: Cannot trace Node's own calls: strace is not installed; sudo apt-get install strace",
    );
    expect(hasRun).to.equal(false);
  });
});

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect } from 'chai';
import {
  Addrinfo,
  AF_INET,
  AF_UNSPEC,
  type PeerEvent,
  SHUT_WR,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  type SocketEvent,
  type SystemCall,
} from '../../lib/socket/index.ts';
import { failureOf, HOST, listener, tcpPair } from './fixtures.ts';

describe('a connection from socket() to close()', () => {
  it('accept() returns the peer address beside the connection', async () => {
    using server = listener();
    using client = new Socket(AF_INET, SOCK_STREAM);
    const accepting = server.accept();
    await client.connect(server.localAddress);
    const [connection, peer] = await accepting;
    using _ = connection;
    expect(peer.toString()).to.equal(client.localAddress.toString());
    expect(connection.remoteAddress.toString()).to.equal(client.localAddress.toString());
    expect(connection.localAddress.ipAddress).to.equal(HOST);
    expect(connection.fileno()).to.not.equal(server.fileno());
  });

  it('recv() gives what was sent, and nothing at the end of the stream', async () => {
    using pair = await tcpPair();
    expect(await pair.client.send('Hello')).to.equal(5);
    expect((await pair.server.recv()).toString()).to.equal('Hello');
    pair.client.shutdown(SHUT_WR);
    expect(await pair.server.recv()).to.have.length(0);
    await pair.server.sendAll('still here');
    expect((await pair.client.recv(5)).toString()).to.equal('still');
  });

  it('for await reads until the end, whatever the size of the chunks', async () => {
    using pair = await tcpPair();
    const sent = Buffer.alloc(3_000_000, 'wirebook');
    const sending = pair.client.sendAll(sent).then(() => pair.client.closeWrite());
    const chunks: Buffer[] = [];
    for await (const chunk of pair.server) chunks.push(chunk);
    await sending;
    expect(Buffer.concat(chunks).equals(sent)).to.equal(true);
  });

  it('bind() to a port in use names the address and the code', async () => {
    using server = listener();
    using second = new Socket(AF_INET, SOCK_STREAM);
    const { address, port } = server.localAddress.toErrorContext();
    const error = await failureOf(() => second.bind(server.localAddress));
    expect(error.message).to.equal(
      `Cannot bind ${HOST}:${port}: address already in use (EADDRINUSE)`,
    );
    expect(error).to.include({ code: 'EADDRINUSE', errno: -98, syscall: 'bind', address, port });
  });

  it('a second bind() of a socket names the address that it has', async () => {
    using socket = new Socket(AF_INET, SOCK_STREAM);
    socket.bind(Addrinfo.tcp(HOST, 0));
    const error = await failureOf(() => socket.bind(Addrinfo.tcp(HOST, 4481)));
    expect(error).to.include({ code: 'EINVAL', syscall: 'bind', port: 4481 });
    expect(error.message).to.equal(
      `Cannot bind ${HOST}:4481: invalid argument (EINVAL); ` +
        `this socket has the address ${socket.localAddress} already, and gets one only once`,
    );
  });

  it('accept() before listen() says that listen() comes first', async () => {
    using socket = new Socket(AF_INET, SOCK_STREAM);
    socket.bind(Addrinfo.tcp(HOST, 0));
    const message =
      `Cannot accept on ${socket.localAddress}: invalid argument (EINVAL); ` +
      'call listen() before accept()';
    expect((await failureOf(() => socket.accept())).message).to.equal(message);
    expect((await failureOf(() => socket.acceptBlocking())).message).to.equal(message);
  });

  it('an error about a socket that could not be made says so', () => {
    expect(() => new Socket(AF_UNSPEC, SOCK_STREAM)).to.throw(
      'Cannot create a socket: address family not supported (EAFNOSUPPORT)',
    );
  });

  it('connect() to a port where nobody listens is refused', async () => {
    const server = listener();
    const nobody = server.localAddress;
    server.close();
    using client = new Socket(AF_INET, SOCK_STREAM);
    const error = await failureOf(() => client.connect(nobody));
    expect(error).to.include({ code: 'ECONNREFUSED', syscall: 'connect', port: nobody.ipPort });
  });

  it('connect() of a connected socket fails with EISCONN', async () => {
    using server = listener();
    using client = new Socket(AF_INET, SOCK_STREAM);
    await client.connect(server.localAddress);
    const error = await failureOf(() => client.connect(server.localAddress));
    expect(error).to.include({ code: 'EISCONN', syscall: 'connect' });
    expect(client.remoteAddress.equals(server.localAddress)).to.equal(true);
  });

  it('connect() is told why it failed, though recv() and connect() wait beside it', async () => {
    // The queue is full, so the SYN is dropped; its repetition finds the port closed.
    const server = listener(0);
    const to = server.localAddress;
    using first = new Socket(AF_INET, SOCK_STREAM);
    await first.connect(to);
    using client = new Socket(AF_INET, SOCK_STREAM);
    const failures = Promise.all(
      [client.connect(to), client.recv(), client.send('x'), client.connect(to)].map((call) =>
        failureOf(() => call),
      ),
    );
    server.close();
    const outcomes = (await failures).map(({ syscall, code }) => `${syscall} ${code}`);
    expect(outcomes).to.deep.equal([
      'connect ECONNREFUSED',
      'recv ENOTCONN',
      'send EPIPE',
      'connect EALREADY',
    ]);
  });

  it('connect() that waits ends with ECONNRESET by shutdown(), and begins no other', async () => {
    using server = listener(0);
    using first = new Socket(AF_INET, SOCK_STREAM);
    await first.connect(server.localAddress);
    using client = new Socket(AF_INET, SOCK_STREAM);
    const failing = failureOf(() => client.connect(server.localAddress));
    client.shutdown();
    expect((await failing).code).to.equal('ECONNRESET');
    expect(client.tcpInfo().state).to.equal('CLOSE');
  });

  it('a call that waits beside connect() goes on once the connection is made', async () => {
    using server = listener(0);
    using first = new Socket(AF_INET, SOCK_STREAM);
    await first.connect(server.localAddress);
    using client = new Socket(AF_INET, SOCK_STREAM);
    const connecting = client.connect(server.localAddress);
    const receiving = client.recvExact(4);
    const sending = client.send('ping');
    (await server.accept())[0].close();
    const [connection] = await server.accept();
    using accepted = connection;
    await connecting;
    expect(await sending).to.equal(4);
    await accepted.sendAll(await accepted.recvExact(4));
    expect(String(await receiving)).to.equal('ping');
  });

  it('setsockopt() and getsockopt() are typed by the option', () => {
    using socket = new Socket(AF_INET, SOCK_STREAM);
    expect(socket.getsockopt(SOL_SOCKET, SO_REUSEADDR)).to.equal(false);
    socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    expect(socket.getsockopt(SOL_SOCKET, SO_REUSEADDR)).to.equal(true);
  });
});

describe('a call that waits', () => {
  it('fails with EBADF when its socket is closed', async () => {
    const server = listener();
    const accepting = failureOf(() => server.accept());
    server.close();
    expect(await accepting).to.include({ code: 'EBADF', syscall: 'accept' });
    expect(server.fileno()).to.equal(-1);
  });

  it('fails with ETIMEDOUT when its time is up', async () => {
    using server = listener();
    const error = await failureOf(() => server.accept({ timeout: 10 }));
    expect(error).to.include({ code: 'ETIMEDOUT', syscall: 'accept' });
  });

  it('fails with an AbortError when its signal is aborted', async () => {
    using server = listener();
    const controller = new AbortController();
    const accepting = failureOf(() => server.accept({ signal: controller.signal }));
    controller.abort('enough');
    expect(await accepting).to.include({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' });
  });
});

describe('diagnostics channels', () => {
  it('publish each socket that opens and closes', async () => {
    const seen: string[] = [];
    const onOpen = (event: unknown): void => void seen.push(`open ${(event as SocketEvent).fd}`);
    const onClose = (event: unknown): void => void seen.push(`close ${(event as SocketEvent).fd}`);
    subscribe('wirebook.socket.open', onOpen);
    subscribe('wirebook.socket.close', onClose);
    const socket = new Socket(AF_INET, SOCK_STREAM);
    const fd = socket.fileno();
    socket.close();
    unsubscribe('wirebook.socket.open', onOpen);
    unsubscribe('wirebook.socket.close', onClose);
    expect(seen).to.deep.equal([`open ${fd}`, `close ${fd}`]);
  });

  it('publish each connection that is begun, refused ones too, and each that is accepted', async () => {
    const seen: string[] = [];
    const note = (event: unknown, name: string | symbol): void => {
      const { fd, peer } = event as PeerEvent;
      seen.push(`${String(name)} ${fd} ${peer}`);
    };
    const channels = ['wirebook.socket.connect', 'wirebook.socket.accept'];
    for (const channel of channels) subscribe(channel, note);
    using server = listener();
    using client = new Socket(AF_INET, SOCK_STREAM);
    await client.connect(server.localAddress);
    const [accepted] = await server.accept();
    using connection = accepted;
    const { localAddress } = server;
    server.close();
    using late = new Socket(AF_INET, SOCK_STREAM);
    await failureOf(() => late.connect(localAddress));
    for (const channel of channels) unsubscribe(channel, note);
    expect(seen).to.deep.equal([
      `wirebook.socket.connect ${client.fileno()} ${localAddress}`,
      `wirebook.socket.accept ${connection.fileno()} ${client.localAddress}`,
      `wirebook.socket.connect ${late.fileno()} ${localAddress}`,
    ]);
  });

  it('publish each system call with its result', async () => {
    const seen: SystemCall[] = [];
    const onCall = (event: unknown): void => void seen.push(event as SystemCall);
    subscribe('wirebook.syscall', onCall);
    using socket = new Socket(AF_INET, SOCK_STREAM);
    await failureOf(() => socket.bind(Addrinfo.tcp('192.0.2.1', 0)));
    unsubscribe('wirebook.syscall', onCall);
    expect(seen.map(({ name, result, errno }) => [name, result, errno])).to.deep.equal([
      ['socket', socket.fileno(), 0],
      ['bind', -1, 99],
    ]);
  });
});

/** Sockets keep their class, whichever way they come about; servers take listeners that exist. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import {
  Addrinfo,
  AF_INET,
  AF_UNIX,
  acceptLoop,
  getnameinfo,
  NI_NUMERICHOST,
  NI_NUMERICSERV,
  SO_LINGER,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  TcpServer,
  TcpSocket,
  tcpServerLoop,
  UdpSocket,
  UnixServer,
  UnixSocket,
} from '../../lib/socket/index.ts';
import { failureOf, HOST, listener } from './fixtures.ts';

class Greeter extends TcpSocket {
  greet(): Promise<number> {
    return this.send('Hello');
  }
}

describe('the class of a socket', () => {
  it('is kept by dup(), fromFd() and pair()', async () => {
    using udp = new UdpSocket({ host: HOST, port: 0 });
    using copy = udp.dup();
    expect(copy).to.be.instanceOf(UdpSocket);
    expect(copy.localAddress.equals(udp.localAddress)).to.equal(true);
    using same = UdpSocket.fromFd(udp.detach());
    expect(same).to.be.instanceOf(UdpSocket);
    const [left, right] = UnixSocket.pair(AF_UNIX, SOCK_DGRAM);
    using unix = UnixSocket.fromFd(left.detach());
    expect([left, right, unix].every((socket) => socket instanceof UnixSocket)).to.equal(true);
    expect(unix.peerCredentials.pid).to.equal(process.pid);
    using plain = Socket.fromFd(copy.detach());
    expect(plain).not.to.be.instanceOf(UdpSocket);
    right.close();
  });

  it('is that of the listener for an accepted connection, be it a class of the caller', async () => {
    using server = new Greeter(AF_INET, SOCK_STREAM);
    server.bind(Addrinfo.tcp(HOST, 0));
    server.listen();
    using client = await TcpSocket.connect(server.localAddress);
    const [connection] = await server.accept();
    using copy = connection.dup();
    connection.close();
    await copy.greet();
    expect(String(await client.recvExact(5))).to.equal('Hello');
  });

  it('comes with time-out and nonblock where a socket is copied', () => {
    using socket = new UdpSocket();
    socket.timeout = 5;
    socket.nonblock = true;
    using copy = socket.dup();
    expect([copy.timeout, copy.nonblock]).to.deep.equal([5, true]);
  });
});

describe('an address', () => {
  it('is an endpoint or its parts, wherever a call takes one', async () => {
    using socket = new Socket(AF_INET, SOCK_DGRAM);
    socket.bind({ host: HOST, port: 0 });
    const { ipAddress: host, ipPort: port } = socket.localAddress;
    using sender = new UdpSocket({ host: HOST, port: 0 });
    await sender.sendTo('to', { host, port });
    await sender.sendMessage('message', { to: { host, port } });
    await sender.connect({ host, port });
    await sender.send('connected');
    const words = [await socket.recv(), await socket.recv(), await socket.recv()].map(String);
    expect(words).to.deep.equal(['to', 'message', 'connected']);
    const names = await getnameinfo({ host, port }, NI_NUMERICHOST | NI_NUMERICSERV);
    expect(names).to.deep.equal({ host, service: String(port) });
    using server = new TcpServer({ host: HOST, port: 0 });
    const localAddress = { host: '127.0.9.3', port: 0 };
    using client = await TcpSocket.connect(server.localAddress, { localAddress });
    expect(client.localAddress.ipAddress).to.equal('127.0.9.3');
    const path = `\0wirebook-address-${process.pid}`;
    using unix = new Socket(AF_UNIX, SOCK_STREAM);
    unix.bind({ path });
    expect(unix.localAddress.unixPath).to.equal(path);
  });
});

describe('a server', () => {
  it('is made of a socket that listens already', async () => {
    using server = new TcpServer(TcpSocket.fromFd(listener().detach()));
    using client = await TcpSocket.connect(server.localAddress);
    using connection = await server.accept();
    expect(connection).to.be.instanceOf(TcpSocket);
    expect(connection.remoteAddress.equals(client.localAddress)).to.equal(true);
    const path = `\0wirebook-classes-${process.pid}`;
    using first = new UnixServer({ path });
    using second = new UnixServer(first.socket.dup());
    using local = await UnixSocket.connect({ path });
    using accepted = await second.accept();
    expect(accepted.peerCredentials).to.deep.equal(local.peerCredentials);
  });

  it('is not made of a socket that does not listen', async () => {
    using socket = new TcpSocket(AF_INET, SOCK_STREAM);
    const error = await failureOf(() => new TcpServer(socket));
    expect(error.code).to.equal('ERR_INVALID_ARG_TYPE');
    expect(error.message).to.match(/expected a socket that listens$/);
    expect(socket.isClosed).to.equal(false);
  });

  it('is made of the descriptor that a service manager hands over', async () => {
    using listening = listener();
    const library = JSON.stringify(new URL('../../lib/socket/index.ts', import.meta.url).href);
    const program = `
      const { TcpServer, TcpSocket } = await import(${library});
      for await (const connection of new TcpServer(TcpSocket.fromFd(3))) {
        await connection.sendAll('activated');
        process.exit();
      }`;
    const args = ['--input-type=module', '--eval', program];
    const stdio = ['ignore', 'inherit', 'inherit', listening.fileno()] as const;
    const child = spawn(process.execPath, args, { stdio: [...stdio] });
    using client = await TcpSocket.connect(listening.localAddress);
    expect(String(await client.recvExact(9))).to.equal('activated');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
  });

  it('gives connections that know their peer, though it has reset them before', async () => {
    using server = new TcpServer({ host: HOST, port: 0 });
    const reset = async (): Promise<Addrinfo> => {
      const client = await TcpSocket.connect(server.localAddress);
      const { localAddress } = client;
      client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
      client.close();
      return localAddress;
    };
    const from = await reset();
    using connection = await server.accept();
    expect(connection.tcpInfo().state).to.equal('CLOSE');
    expect(connection.remoteAddress.equals(from)).to.equal(true);
    const gone: Addrinfo[] = [await reset(), await reset()];
    for await (const next of acceptLoop([server])) {
      expect(next.remoteAddress.equals(gone.shift() ?? from)).to.equal(true);
      next.close();
      if (gone.length === 0) break;
    }
  });

  it('in one call gives its handler connections of TCP', async () => {
    const controller = new AbortController();
    const seen: TcpSocket[] = [];
    await tcpServerLoop(0, (connection) => void seen.push(connection), {
      hosts: [HOST],
      signal: controller.signal,
      onListening: async ([address]) => {
        using client = await TcpSocket.connect(address ?? expect.fail('no address'));
        await client.recv();
        controller.abort();
      },
    });
    expect(seen.map((connection) => connection instanceof TcpSocket)).to.deep.equal([true]);
    expect(seen[0]?.isClosed).to.equal(true);
  });
});

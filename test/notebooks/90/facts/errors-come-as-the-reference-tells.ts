import { deepEqual, equal } from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Addrinfo,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_UDP,
  SO_LINGER,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  TcpServer,
} from '../../../../lib/socket/index.ts';
import { connectedPair, outcomeOf } from '../../connected-pair.ts';

const host = '127.0.0.1';
const stream = () => new Socket(AF_INET, SOCK_STREAM);
const datagram = () => new Socket(AF_INET, SOCK_DGRAM);

/** The outcome of a call with a socket, which is closed then. */
async function tried(socket: Socket, call: (socket: Socket) => unknown): Promise<string> {
  using own = socket;
  return await outcomeOf(() => call(own));
}

// Sending after closeWrite() is EPIPE, with each kind of socket.
const { client, server, address } = await connectedPair(host);
client.closeWrite();
equal(await tried(client, (socket) => socket.send('x')), 'EPIPE');
server.close();
const [near, far] = Socket.pair();
near.closeWrite();
equal(await tried(near, (socket) => socket.send('x')), 'EPIPE');
far.close();
equal(await tried(stream(), (socket) => socket.send('x')), 'EPIPE');

// Without a peer.
equal(await tried(stream(), (socket) => socket.recv()), 'ENOTCONN');
equal(await tried(stream(), (socket) => socket.closeWrite()), 'ENOTCONN');
equal(await tried(datagram(), (socket) => socket.send('x')), 'EDESTADDRREQ');

// Protocols and types.
equal(await outcomeOf(() => new Socket(AF_INET, SOCK_STREAM, IPPROTO_UDP)), 'EPROTONOSUPPORT');
equal(await outcomeOf(() => new Socket(AF_INET, SOCK_SEQPACKET)), 'ESOCKTNOSUPPORT');
const path = join(tmpdir(), `wirebook-fact-${process.pid}`);
using mailbox = new Socket(AF_UNIX, SOCK_DGRAM);
mailbox.bind(Addrinfo.unix(path));
const knock = (socket: Socket) => socket.connect(Addrinfo.unix(path));
equal(await tried(new Socket(AF_UNIX, SOCK_STREAM), knock), 'EPROTOTYPE');
rmSync(path);
equal(await tried(new Socket(AF_UNIX, SOCK_STREAM), knock), 'ENOENT');

// Addresses.
const nowhere = Addrinfo.tcp(host, 1);
equal(await tried(new Socket(AF_INET6, SOCK_STREAM), (s) => s.connect(nowhere)), 'EINVAL');
const v6 = Addrinfo.tcp('::1', 1);
equal(await tried(stream(), (socket) => socket.connect(v6)), 'EAFNOSUPPORT');
const everyone = Addrinfo.udp('127.255.255.255', 9);
equal(await tried(datagram(), (socket) => socket.sendTo('x', everyone)), 'EACCES');
const much = Buffer.alloc(65_508);
const discard = Addrinfo.udp(host, 9);
equal(await tried(datagram(), (socket) => socket.sendTo(much, discard)), 'EMSGSIZE');

// A second connect: the first one after a connect that did not wait succeeds.
using listener = new TcpServer({ host, port: 0 });
const connects = async (nonblock: boolean) => {
  using socket = stream();
  socket.nonblock = nonblock;
  const connect = () => outcomeOf(() => socket.connect(listener.localAddress));
  const outcomes = [await connect()];
  (await listener.accept()).close();
  return [...outcomes, await connect(), await connect()];
};
deepEqual(await connects(true), ['EINPROGRESS', 'undefined', 'EISCONN']);
deepEqual(await connects(false), ['undefined', 'EISCONN', 'EISCONN']);

// A client that resets while it waits in the queue: accept gives it, and the listener listens on.
const rude = stream();
await rude.connect(listener.localAddress);
rude.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
rude.close();
equal(listener.socket.tcpInfo().state, 'LISTEN');
using dead = await listener.accept({ timeout: 500 });
equal(await outcomeOf(() => dead.recv()), 'ECONNRESET');

// shutdown ends LISTEN, the state to which no reset applies.
using closing = stream();
closing.bind(Addrinfo.tcp(host, 0));
closing.listen(1);
closing.closeRead();
equal(closing.tcpInfo().state, 'CLOSE');
equal(address.ipAddress, host);

/** The table of methods and system calls says what the methods really do. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { open } from 'node:fs/promises';
import { expect } from 'chai';
import {
  Addrinfo,
  AF_INET,
  closeDescriptor,
  EPOLLIN,
  Epoll,
  FIONREAD,
  getrlimit,
  POLLOUT,
  poll,
  RLIMIT_NOFILE,
  SHUT_RD,
  SO_KEEPALIVE,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  type SystemCall,
  select,
  setrlimit,
  systemCalls,
  TcpServer,
  TcpSocket,
  UdpSocket,
  UnixServer,
  UnixSocket,
} from '../../lib/socket/index.ts';
import { HOST, listener, tcpPair } from './fixtures.ts';

/** Prepares a method; what it returns runs the method, and returns what is to be closed. */
type Scene = (resources: AsyncDisposableStack) => Promise<() => unknown> | (() => unknown);

const stream = (): Socket => new Socket(AF_INET, SOCK_STREAM);

/** A pair of which the second has received `Hello`. */
const received =
  (call: (socket: Socket) => unknown): Scene =>
  async (resources) => {
    const [left, right] = Socket.pair();
    resources.use(left);
    resources.use(right);
    await left.send('Hello');
    return () => call(right);
  };

const queued =
  (call: (server: Socket) => unknown): Scene =>
  async (resources) => {
    const server = resources.use(listener());
    resources.use(await TcpSocket.connect(server.localAddress));
    return () => call(server);
  };

const connected =
  (call: (socket: Socket) => unknown): Scene =>
  async (resources) => {
    const { client } = resources.use(await tcpPair());
    return () => call(client);
  };

const datagram =
  (call: (socket: UdpSocket, to: Addrinfo) => unknown): Scene =>
  async (resources) => {
    const socket = resources.use(new UdpSocket({ host: HOST, port: 0 }));
    const to = socket.localAddress;
    await socket.sendTo('Hello', to);
    return () => call(socket, to);
  };

const watched =
  (call: (epoll: Epoll, socket: Socket) => unknown): Scene =>
  (resources) => {
    const [left, right] = Socket.pair();
    const epoll = new Epoll();
    for (const resource of [epoll, left, right]) resources.use(resource);
    epoll.add(left, EPOLLIN);
    right.closeWrite();
    return () => call(epoll, left);
  };

const unixPair =
  (call: (socket: UnixSocket) => unknown): Scene =>
  (resources) => {
    const [left, right] = UnixSocket.pair();
    for (const socket of [left, right]) resources.use(socket);
    return () => call(left);
  };

const fresh =
  (call: () => unknown): Scene =>
  () =>
    call;

const name = `\0wirebook-calls-${process.pid}`;

const scenes: Readonly<Record<string, Scene>> = {
  'new Socket(domain, type)': fresh(stream),
  'Socket.pair()': fresh(() => Socket.pair()),
  'Socket.fromFd(fd)': () => {
    const fd = stream().detach();
    return () => Socket.fromFd(fd);
  },
  'socket.bind(address)': (resources) => {
    const socket = resources.use(stream());
    return () => socket.bind(Addrinfo.tcp(HOST, 0));
  },
  'socket.listen(backlog)': (resources) => {
    const socket = resources.use(stream());
    return () => socket.listen(5);
  },
  'socket.accept()': queued((server) => server.accept()),
  'socket.acceptBlocking()': queued((server) => server.acceptBlocking()),
  'socket.connect(address)': (resources) => {
    const { localAddress } = resources.use(listener());
    const socket = resources.use(stream());
    return () => socket.connect(localAddress);
  },
  'socket.send(data)': received((socket) => socket.send('x')),
  'socket.sendAll(data)': received((socket) => socket.sendAll('x')),
  'socket.sendTo(data, address)': datagram((socket, to) => socket.sendTo('x', to)),
  'socket.sendMessage(data)': received((socket) => socket.sendMessage('x')),
  'socket.sendMessages(messages)': datagram((socket, to) =>
    socket.sendMessages([{ data: 'x', to }]),
  ),
  'socket.sendFile(file)': async (resources) => {
    const file = resources.use(await open('/etc/passwd'));
    const { client } = resources.use(await tcpPair());
    return () => client.sendFile(file);
  },
  'socket.recv()': received((socket) => socket.recv()),
  'socket.recvInto(buffer)': received((socket) => socket.recvInto(Buffer.alloc(1))),
  'socket.recvExact(length)': received((socket) => socket.recvExact(5)),
  'socket.recvFrom()': datagram((socket) => socket.recvFrom()),
  'socket.recvFromInto(buffer)': datagram((socket) => socket.recvFromInto(Buffer.alloc(1))),
  'socket.recvMessage()': datagram((socket) => socket.recvMessage()),
  'socket.recvMessages()': datagram((socket) => socket.recvMessages()),
  'socket.shutdown(how)': connected((socket) => socket.shutdown(SHUT_RD)),
  'socket.closeRead()': connected((socket) => socket.closeRead()),
  'socket.closeWrite()': connected((socket) => socket.closeWrite()),
  'socket.close()': () => {
    const socket = stream();
    return () => socket.close();
  },
  'socket.dup()': connected((socket) => socket.dup()),
  'socket.localAddress': connected((socket) => socket.localAddress),
  'socket.remoteAddress': connected((socket) => socket.remoteAddress),
  'socket.setsockopt(level, name, value)': connected((socket) =>
    socket.setsockopt(SOL_SOCKET, SO_KEEPALIVE, true),
  ),
  'socket.getsockopt(level, name)': connected((socket) =>
    socket.getsockopt(SOL_SOCKET, SO_KEEPALIVE),
  ),
  'socket.ioctl(request)': connected((socket) => socket.ioctl(FIONREAD)),
  'socket.sockatmark()': connected((socket) => socket.sockatmark()),
  'socket.domain': connected((socket) => socket.domain),
  'socket.type': connected((socket) => socket.type),
  'socket.protocol': connected((socket) => socket.protocol),
  'socket.tcpInfo()': connected((socket) => socket.tcpInfo()),
  'new TcpServer(address)': fresh(() => new TcpServer({ host: HOST, port: 0 })),
  'TcpSocket.connect(address)': (resources) => {
    const { localAddress } = resources.use(listener());
    return () => TcpSocket.connect(localAddress);
  },
  'new UdpSocket(address)': fresh(() => new UdpSocket({ host: HOST, port: 0 })),
  'new UnixServer({ path: address })': fresh(() => new UnixServer({ path: `${name}-1` })),
  'UnixSocket.connect({ path: address })': (resources) => {
    resources.use(new UnixServer({ path: `${name}-2` }));
    return () => UnixSocket.connect({ path: `${name}-2` });
  },
  'socket.noDelay': async (resources) => {
    const server = resources.use(listener());
    const client = resources.use(await TcpSocket.connect(server.localAddress));
    return () => client.noDelay;
  },
  'socket.peerCredentials': unixPair((socket) => socket.peerCredentials),
  'socket.sendDescriptors(data, descriptors)': unixPair((socket) =>
    socket.sendDescriptors('x', [0]),
  ),
  'socket.receiveDescriptors()': async (resources) => {
    const [left, right] = UnixSocket.pair();
    for (const socket of [left, right]) resources.use(socket);
    await left.sendDescriptors('x', [0]);
    return async () => {
      const { descriptors } = await right.receiveDescriptors();
      resources.defer(() => descriptors.forEach(closeDescriptor));
    };
  },
  'poll(requests)': received((fd) => poll([{ fd, events: POLLOUT }])),
  'select({ read, write, except })': received((socket) => select({ read: [socket] })),
  'new Epoll()': fresh(() => new Epoll()),
  'epoll.add(descriptor, events)': watched((epoll) => {
    using other = new Socket(AF_INET, SOCK_DGRAM);
    epoll.add(other, EPOLLIN);
  }),
  'epoll.modify(descriptor, events)': watched((epoll, socket) => epoll.modify(socket, 0)),
  'epoll.remove(descriptor)': watched((epoll, socket) => epoll.remove(socket)),
  'epoll.wait()': watched((epoll) => epoll.wait()),
  'getrlimit(resource)': fresh(() => getrlimit(RLIMIT_NOFILE)),
  'setrlimit(resource, limit)': fresh(() => setrlimit(RLIMIT_NOFILE, {})),
};

describe('the table of system calls', () => {
  it('has a scene for each method', () => {
    expect(systemCalls.map(({ method }) => method)).to.have.members(Object.keys(scenes));
  });

  for (const { method, calls, manual } of systemCalls) {
    it(`is right about ${method}`, async () => {
      expect(manual).to.match(/^\w+\(\d\)$/);
      await using resources = new AsyncDisposableStack();
      const act = await scenes[method]?.(resources);
      const seen: string[] = [];
      const note = (event: unknown): void => void seen.push((event as SystemCall).name);
      subscribe('wirebook.syscall', note);
      const result = await act?.();
      unsubscribe('wirebook.syscall', note);
      for (const item of [result].flat()) {
        if (item instanceof Object && 'close' in item && typeof item.close === 'function') {
          item.close();
        }
      }
      // The scene of epoll.add opens and closes a socket of its own.
      const own = method.startsWith('epoll.add') ? ['socket', 'close'] : [];
      expect(seen.filter((call) => !own.includes(call))).to.deep.equal(calls);
    });
  }
});

/** Bad input is refused with a clear error before the kernel is asked, and never ends the process. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect } from 'chai';
import fc from 'fast-check';
import * as wirebook from '../../../lib/socket/index.ts';
import {
  Addrinfo,
  AF_INET,
  AncillaryData,
  Epoll,
  getaddrinfo,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_RCVTIMEO,
  SOCK_STREAM,
  SOL_SOCKET,
  SOL_TCP,
  Socket,
  TCP_NODELAY,
  type TransferOptions,
  UdpSocket,
} from '../../../lib/socket/index.ts';
import { failureOf, HOST, tcpPair } from '../fixtures.ts';

const TYPE = 'ERR_INVALID_ARG_TYPE';
const RANGE = 'ERR_OUT_OF_RANGE';

/** Passes what the compiler would refuse, as a learner without types may. */
function any<T>(value: unknown): T {
  return value as T;
}

function detached(): Uint8Array {
  const bytes = new Uint8Array(8);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

describe('bad input', () => {
  using socket = new Socket(AF_INET, SOCK_STREAM);
  const open = new UdpSocket({ host: HOST, port: 0 });
  const epoll = new Epoll();
  after(() => {
    open.close();
    epoll.close();
  });
  const shared = new Uint8Array(new SharedArrayBuffer(8));

  const cases: readonly [title: string, code: string, call: () => unknown][] = [
    ['port -1', RANGE, () => Addrinfo.tcp(HOST, -1)],
    ['port 65536', RANGE, () => Addrinfo.udp(HOST, 65_536)],
    ['port 80.5', RANGE, () => Addrinfo.tcp(HOST, 80.5)],
    ['port "80"', TYPE, () => Addrinfo.tcp(HOST, any('80'))],
    ['a name as host', TYPE, () => Addrinfo.tcp('localhost', 80)],
    ['no host', TYPE, () => Addrinfo.tcp(any(undefined), 80)],
    ['an octet of 256', TYPE, () => Addrinfo.tcp('127.0.0.256', 80)],
    ['an interface that is none', 'ENODEV', () => Addrinfo.tcp('fe80::1%nowhere', 80)],
    ['a path that is too long', RANGE, () => Addrinfo.unix('x'.repeat(108))],
    ['NUL in a path', RANGE, () => Addrinfo.unix('/tmp/a\0b')],
    ['a path that is no text', TYPE, () => Addrinfo.unix(any(5))],
    ['a sockaddr that is no bytes', TYPE, () => Addrinfo.fromSockaddr(any('xx'))],
    ['no address to bind', TYPE, () => open.bind(any({ address: HOST, port: 80 }))],
    ['a name to bind', TYPE, () => open.bind({ host: 'localhost', port: 80 })],
    ['a port to bind that is text', TYPE, () => open.bind({ host: HOST, port: any('80') })],
    ['a path to bind that is a number', TYPE, () => open.bind({ path: any(1) })],
    ['no Addrinfo to connect', TYPE, () => open.connect(any('127.0.0.1:80'))],
    ['a domain that is no number', TYPE, () => new Socket(any('AF_INET'), SOCK_STREAM)],
    ['a type that does not fit', RANGE, () => new Socket(AF_INET, 2 ** 31)],
    ['a domain that the kernel lacks', 'EAFNOSUPPORT', () => new Socket(any(99), SOCK_STREAM)],
    ['a type that the family lacks', 'ESOCKTNOSUPPORT', () => new Socket(AF_INET, 7)],
    ['a backlog that is no int', RANGE, () => open.listen(1e12)],
    ['an unknown option', RANGE, () => open.getsockopt(SOL_SOCKET, any(12_345))],
    ['an option of another level', RANGE, () => open.setsockopt(SOL_TCP, any(999), 1)],
    [
      'an option that the protocol lacks',
      'EOPNOTSUPP',
      () => open.getsockopt(SOL_TCP, TCP_NODELAY),
    ],
    ['text for a boolean option', TYPE, () => open.setsockopt(SOL_SOCKET, SO_KEEPALIVE, any('on'))],
    ['a number for SO_LINGER', TYPE, () => open.setsockopt(SOL_SOCKET, SO_LINGER, any(5))],
    ['an empty SO_LINGER', TYPE, () => open.setsockopt(SOL_SOCKET, SO_LINGER, any({}))],
    ['a negative time-out option', RANGE, () => open.setsockopt(SOL_SOCKET, SO_RCVTIMEO, -1)],
    ['a size that does not fit', RANGE, () => open.getsockopt(SOL_SOCKET, SO_KEEPALIVE, 1e9)],
    ['a negative length', RANGE, () => open.recv(-1)],
    ['a length of half a byte', RANGE, () => open.recv(0.5)],
    ['a length that does not fit', RANGE, () => open.recv(2 ** 31)],
    ['a length that is no number', TYPE, () => open.recv(any('10'))],
    ['data that is a number', TYPE, () => open.send(any(5))],
    ['no data', TYPE, () => open.sendAll(any(undefined))],
    ['data in a SharedArrayBuffer', TYPE, () => open.send(shared)],
    ['data that is detached', TYPE, () => open.sendTo(detached(), open.localAddress)],
    ['shared memory to receive into', TYPE, () => open.recvInto(shared)],
    ['detached memory to receive into', TYPE, () => open.recvFromInto(detached())],
    ['an array to receive into', TYPE, () => open.recvInto(any([1, 2]))],
    ['flags that are no int', RANGE, () => open.recv(1, { flags: 2 ** 40 })],
    ['a negative time-out of epoll', RANGE, () => epoll.wait(1, { timeout: -1 })],
    ['a negative time-out for all calls', RANGE, () => Object.assign(open, { timeout: -5 })],
    ['a time-out that is not a number', RANGE, () => open.recv(1, { timeout: Number.NaN })],
    ['a time-out that is text', TYPE, () => open.recv(1, { timeout: any('5') })],
    ['a signal that is none', TYPE, () => open.recv(1, { signal: any({}) })],
    ['a direction that is none', RANGE, () => open.shutdown(3)],
    ['a port to look up that is none', RANGE, () => getaddrinfo(HOST, 65_536)],
    ['text of a port to look up that is none', RANGE, () => getaddrinfo(HOST, '65536')],
    ['a negative port to look up, as text', RANGE, () => getaddrinfo(HOST, '-1')],
    ['a number for a host', TYPE, () => getaddrinfo(any(80), 80)],
    ['a descriptor of half a number', RANGE, () => Socket.fromFd(1.5)],
    ['a descriptor that is text', TYPE, () => Socket.fromFd(any('1'))],
    ['control data that is none', TYPE, () => open.sendMessage('x', { control: any(['x']) })],
    [
      'room for control data that does not fit',
      RANGE,
      () => open.recvMessage({ controlLength: -1 }),
    ],
    ['a descriptor to pass that is none', TYPE, () => AncillaryData.rights(any('x'))],
    ['an epoll of no descriptor', TYPE, () => epoll.add(any(null), 1)],
    ['nonblock that is text', TYPE, () => Object.assign(open, { nonblock: 'yes' })],
    ['a host to resolve that is a number', TYPE, () => wirebook.getaddrinfo(any({}))],
    ['NUL in a host to resolve', RANGE, () => wirebook.getaddrinfo('a\0b')],
    ['a limit that is no number', TYPE, () => wirebook.setrlimit(7, { soft: any('many') })],
    ['a negative limit', RANGE, () => wirebook.setrlimit(7, { soft: -1 })],
  ];
  for (const [title, code, call] of cases) {
    it(`${title} is ${code}`, async () => {
      const error = await failureOf(call);
      expect(error.code, error.message).to.equal(code);
      expect(error.message).to.match(/^Cannot /);
    });
  }

  it('closed by using at the end of the block that described these tests', () => {
    expect(socket.isClosed).to.equal(true);
  });

  it('memory that is detached or shrinks while a call waits harms nobody', async () => {
    using pair = await tcpPair();
    const room = new Uint8Array(64);
    const receiving = failureOf(() => pair.server.recvInto(room));
    structuredClone(room, { transfer: [room.buffer] });
    await pair.client.sendAll('Hello');
    expect(await receiving).to.have.property('code', 'EFAULT');
    const shrinking = new Uint8Array(new ArrayBuffer(1024, { maxByteLength: 1024 }));
    using other = await tcpPair();
    const into = other.server.recvInto(shrinking);
    shrinking.buffer.resize(2);
    await other.client.sendAll('Hello');
    expect(await into).to.equal(2);
    const much = new Uint8Array(1 << 24);
    const sending = failureOf(() => other.client.sendAll(much));
    structuredClone(much, { transfer: [much.buffer] });
    await other.server.recvExact(1 << 20);
    expect(await sending).to.have.property('code', 'EFAULT');
  }).timeout(5000);
});

describe('fuzzing', () => {
  const odd = fc.oneof(
    fc.anything(),
    fc.constantFrom<unknown>(
      -1,
      0,
      1,
      2,
      17,
      2 ** 31,
      2 ** 53,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1n,
    ),
    fc.constantFrom<unknown>('', '\0', '::1', '127.0.0.1', 'x'.repeat(200), null, undefined),
    fc.uint8Array({ maxLength: 300 }),
    fc.constant(new Uint8Array(new SharedArrayBuffer(4))),
    fc.constant(detached()),
  );
  // Protected methods are not for callers; the compiler keeps them from them.
  const hidden = ['perform', 'performUntil', 'announce', 'open', 'isIdle', 'retrySoon', 'noteRead'];
  // These would stop the process, reach beyond it, or act on descriptors that are not the test's own.
  const spared: ReadonlySet<string> = new Set([
    'acceptBlocking',
    'constructor',
    'close',
    'detach',
    'closeDescriptor',
    'setrlimit',
    'tcpServerLoop',
    'tcpServerSockets',
    'TcpServer',
    'getaddrinfo',
    'fromNet',
    ...hidden,
  ]);

  /** Closes what a call opened. Some methods return their socket, which is still needed. */
  function closeAll(result: unknown, target?: Socket): void {
    for (const one of [result].flat()) {
      const isOpened = one instanceof Object && Symbol.dispose in one && one !== target;
      if (isOpened) (one as Disposable)[Symbol.dispose]();
    }
  }

  function methodsOf(object: object): string[] {
    const names: string[] = [];
    for (let type = object; type !== Object.prototype; type = Object.getPrototypeOf(type)) {
      names.push(...Object.getOwnPropertyNames(type));
    }
    return names.filter((name) => !spared.has(name));
  }

  it('every method with every argument ends in a result or an error with a code', async () => {
    const codes = new Set<string>();
    const run = async (call: () => unknown, target?: Socket): Promise<void> => {
      try {
        closeAll(await call(), target);
      } catch (error) {
        const { code, message } = error as { code?: unknown; message?: unknown };
        expect(code, String(message)).to.be.a('string');
        codes.add(String(code));
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { maxLength: 4 }), async (args) => {
        using target = new UdpSocket({ host: HOST, port: 0 });
        target.timeout = 0;
        for (const name of methodsOf(Socket.prototype)) {
          await run(() => {
            const member: unknown = Reflect.get(target, name);
            return typeof member === 'function' ? Reflect.apply(member, target, args) : member;
          }, target);
        }
      }),
      { numRuns: 60 },
    );
    expect(codes).to.include(TYPE).and.to.include(RANGE);
  });

  it('every function with every argument ends in a result or an error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { maxLength: 4 }), async (args) => {
        for (const [name, member] of Object.entries(wirebook)) {
          if (typeof member !== 'function' || spared.has(name) || /^[A-Z]/.test(name)) continue;
          if (['poll', 'select', 'acceptLoop', 'getnameinfo'].includes(name)) continue;
          try {
            closeAll(Reflect.apply(member, undefined, args));
          } catch (error) {
            expect(error, name).to.be.instanceOf(Error);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('bad arguments never reach the kernel', async () => {
    using target = new UdpSocket({ host: HOST, port: 0 });
    const seen: unknown[] = [];
    const note = (event: unknown): void => void seen.push(event);
    const bad: readonly unknown[] = [Symbol('x'), {}, () => 0, true, 1n, new Map()];
    subscribe('wirebook.syscall', note);
    for (const value of bad) {
      const options: TransferOptions = any({ flags: value });
      for (const call of [
        () => target.bind(any(value)),
        () => target.connect(any(value)),
        () => target.listen(any(value)),
        () => target.send(any(value)),
        () => target.recv(any(value)),
        () => target.recv(1, options),
        () => target.send('x', options),
        () => target.sendTo('x', any(value)),
        () => target.recvInto(any(value)),
        () => target.setsockopt(any(value), any(value), any(value)),
        () => target.getsockopt(any(value), any(value)),
        () => target.shutdown(any(value)),
      ]) {
        expect((await failureOf(call)).code, String(call)).to.be.oneOf([TYPE, RANGE]);
      }
    }
    unsubscribe('wirebook.syscall', note);
    expect(seen).to.deep.equal([]);
  });
});

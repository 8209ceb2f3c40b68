/** The behaviour of sockets on this machine. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { rebind, writeWriteRead } from '../lab/tcp/tcp-trials.ts';
import { outcome, Trial, trialHost } from '../lab/tcp/trial.ts';
import {
  Addrinfo,
  AF_INET,
  IPPROTO_TCP,
  SO_RCVBUF,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOCK_DGRAM,
  SOL_SOCKET,
  Socket,
  TCP_INFO,
} from '../socket/index.ts';
import type { Finding, Probe } from './probe.ts';

/** A probe on the loopback interface, with sockets that are closed after it. */
interface SocketProbe extends Pick<Probe, 'id' | 'what' | 'expected' | 'lessons'> {
  readonly mend?: string;
  run(trial: Trial): Finding | Promise<Finding>;
}

const soon = { timeout: 1000 };

const loopbackProbes: readonly SocketProbe[] = [
  {
    id: 'tcp.not-accepted',
    what: 'connect to a server that never accepts',
    expected: 'succeeds',
    lessons: [3],
    run: async (trial) => {
      const listener = trial.listener();
      const client = trial.stream();
      return outcome(() => client.connect(listener.localAddress, soon));
    },
  },
  {
    id: 'tcp.queue',
    what: 'connects that a queue of 1 completes',
    expected: '2',
    lessons: [2, 3],
    run: async (trial) => {
      const listener = trial.listener(1);
      for (let complete = 0; complete < 4; complete++) {
        const client = trial.stream();
        const attempt = outcome(() => client.connect(listener.localAddress, { timeout: 300 }));
        if ((await attempt) !== 'succeeds') return String(complete);
      }
      return 'more than 3';
    },
  },
  {
    id: 'tcp.queue-length',
    what: 'a listener’s TCP_INFO',
    expected: 'tells the length of its queue',
    lessons: [2],
    run: async (trial) => {
      const listener = trial.listener(7);
      await trial.stream().connect(listener.localAddress, soon);
      const info = listener.getsockopt(IPPROTO_TCP, TCP_INFO);
      const [length, limit] = [info.readUInt32LE(24), info.readUInt32LE(28)];
      const asExpected = length === 1 && limit === 7;
      return { found: `tells ${length} of ${limit}, where 1 of 7 wait`, asExpected };
    },
  },
  {
    id: 'tcp.refused',
    what: 'connect where nobody listens',
    expected: 'ECONNREFUSED',
    lessons: [3, 15, 20],
    mend: 'let no firewall drop packets on the loopback interface',
    run: async (trial) => {
      const closed = trial.listener();
      const address = closed.localAddress;
      closed.close();
      return outcome(() => trial.stream().connect(address, soon));
    },
  },
  {
    id: 'tcp.reuseaddr',
    what: 'two listeners at one port with SO_REUSEADDR',
    expected: 'EADDRINUSE',
    lessons: [2, 5],
    run: async (trial) => {
      const second = trial.stream();
      second.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
      const first = trial.listener();
      first.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
      return outcome(() => bindAndListen(second, first.localAddress));
    },
  },
  {
    id: 'tcp.reuseport',
    what: 'two listeners at one port with SO_REUSEPORT',
    expected: 'succeeds',
    lessons: [12],
    run: async (trial) => {
      const [first, second] = [trial.stream(), trial.stream()];
      for (const socket of [first, second]) socket.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
      bindAndListen(first, Addrinfo.tcp(trialHost, 0));
      return outcome(() => bindAndListen(second, first.localAddress));
    },
  },
  {
    id: 'tcp.time-wait',
    what: 'bind after a server closed first (TIME_WAIT)',
    expected: 'EADDRINUSE, succeeds with SO_REUSEADDR',
    lessons: [5],
    run: async () => {
      const { without, withOption } = await rebind();
      return `${without}, ${withOption} with SO_REUSEADDR`;
    },
  },
  {
    id: 'tcp.unread',
    what: 'close with data unread: the peer’s recv',
    expected: 'ECONNRESET',
    lessons: [5],
    run: async (trial) => {
      const { client, server } = await trial.connection();
      await client.sendAll('unread');
      await server.recv(1, soon);
      server.close();
      return outcome(() => client.recv(10, soon));
    },
  },
  {
    id: 'tcp.epipe',
    what: 'two sends to a peer that closed',
    expected: 'succeeds, then EPIPE',
    lessons: [5],
    run: async (trial) => {
      const { client, server } = await trial.connection();
      server.close();
      await client.recv(1, soon);
      const first = await outcome(() => client.sendAll('1'));
      const second = await outcome(() => client.sendAll('2'));
      return `${first}, then ${second}`;
    },
  },
  {
    id: 'tcp.nagle',
    what: 'write, write, read (Nagle, delayed ACK)',
    expected: 'about 44 ms; under 5 ms with TCP_NODELAY',
    lessons: [8, 13],
    mend: 'give this machine more processor time, or use another kernel than gVisor',
    run: async () => {
      const [slow, fast] = [await writeWriteRead(false), await writeWriteRead(true)];
      return {
        found: `${slow.toFixed(0)} ms; ${fast.toFixed(1)} ms with TCP_NODELAY`,
        asExpected: slow > 20 && slow < 150 && fast < 5,
      };
    },
  },
  {
    id: 'tcp.buffer',
    what: 'a receive buffer set to 16384',
    expected: '32768',
    lessons: [13],
    mend: 'raise net.core.rmem_max to 212992',
    run: (trial) => {
      const socket = trial.stream();
      socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 16384);
      return String(socket.getsockopt(SOL_SOCKET, SO_RCVBUF));
    },
  },
  {
    id: 'udp.largest',
    what: 'the largest datagram',
    expected: '65507 bytes; one more: EMSGSIZE',
    lessons: [9],
    run: async (trial) => {
      const { sender } = await pair(trial);
      const most = await outcome(() => sender.send(Buffer.alloc(65_507)));
      const more = await outcome(() => sender.send(Buffer.alloc(65_508)));
      return `${most} bytes; one more: ${more}`;
    },
  },
  {
    id: 'udp.empty',
    what: 'an empty datagram',
    expected: 'arrives',
    lessons: [9],
    run: async (trial) => {
      const { sender, receiver } = await pair(trial);
      await sender.send('');
      const { length } = await receiver.recv(10, { timeout: 500 });
      return length === 0 ? 'arrives' : `arrives with ${length} bytes`;
    },
  },
  {
    id: 'udp.loss',
    what: '200 datagrams into a small receive buffer',
    expected: 'some are lost',
    lessons: [9],
    run: async (trial) => {
      const { sender, receiver } = await pair(trial);
      receiver.setsockopt(SOL_SOCKET, SO_RCVBUF, 4096);
      for (let sent = 0; sent < 200; sent++) await sender.send(Buffer.alloc(1000));
      let received = 0;
      const next = () => outcome(() => receiver.recv(1000, { timeout: 50 }));
      while ((await next()) !== 'ETIMEDOUT') received++;
      return { found: `${200 - received} are lost`, asExpected: received > 0 && received < 200 };
    },
  },
  {
    id: 'udp.refused',
    what: 'a connected UDP socket, sending to a closed port',
    expected: 'ECONNREFUSED at the next call',
    lessons: [9],
    mend: 'let no firewall drop ICMP on the loopback interface',
    run: async (trial) => {
      const { sender, receiver } = await pair(trial);
      receiver.close();
      await sender.send('1');
      const code = await outcome(() => sender.send('2'));
      return `${code} at the next call`;
    },
  },
];

/** The remedy where the system's sockets are not those of Linux. */
const mend = 'use a Linux kernel with its own network stack: not gVisor, not WSL 1';

export const socketProbes: readonly Probe[] = [
  ...loopbackProbes.map(
    (probe): Probe => ({
      ...{ mend, needs: 'loopback.up', tries: 5, ...probe },
      run: async () => {
        using trial = new Trial();
        return await probe.run(trial);
      },
    }),
  ),
  {
    id: 'unix.abstract',
    what: 'an abstract Unix socket',
    expected: 'listens',
    lessons: [10],
    mend,
    run: async () => {
      const server = createServer().listen(`\0wirebook-doctor-${process.pid}`);
      await once(server, 'listening');
      server.close();
      return 'listens';
    },
  },
];

function bindAndListen(socket: Socket, address: Addrinfo): void {
  socket.bind(address);
  socket.listen(5);
}

/** A UDP socket and another one that is connected to it. */
async function pair(trial: Trial): Promise<{ sender: Socket; receiver: Socket }> {
  const receiver = trial.datagram();
  const sender = trial.use(new Socket(AF_INET, SOCK_DGRAM));
  sender.bind(Addrinfo.udp(trialHost, 0));
  await sender.connect(receiver.localAddress);
  return { sender, receiver };
}

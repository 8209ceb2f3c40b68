/** How TCP behaves on the loopback interface. */

import { rebind, writeWriteRead } from '../lab/tcp-trials.ts';
import { HOST, outcome, Trial } from '../lab/trial.ts';
import {
  Addrinfo,
  IPPROTO_TCP,
  SO_RCVBUF,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOL_SOCKET,
  type Socket,
  TCP_INFO,
} from '../socket/index.ts';
import { compare, type Finding, otherKernel, type Probe } from './probe.ts';

export const tcpProbes: readonly Probe[] = [
  {
    id: 'tcp.not-accepted',
    what: 'connect to a server that never accepts',
    expected: 'succeeds',
    lessons: [3],
    mend: otherKernel,
    tries: 5,
    run: async () => {
      using trial = new Trial();
      const listener = trial.listener();
      const client = trial.stream();
      return compare(await outcome(() => client.connect(listener.localAddress, soon)), 'succeeds');
    },
  },
  {
    id: 'tcp.queue',
    what: 'connects that a queue of 1 completes',
    expected: '2',
    lessons: [2, 3],
    mend: otherKernel,
    tries: 5,
    run: async () => {
      using trial = new Trial();
      const listener = trial.listener(1);
      for (let complete = 0; complete < 4; complete++) {
        const client = trial.stream();
        const attempt = outcome(() => client.connect(listener.localAddress, { timeout: 300 }));
        if ((await attempt) !== 'succeeds') return compare(complete, 2);
      }
      return { found: 'more than 3', asExpected: false };
    },
  },
  {
    id: 'tcp.queue-length',
    what: 'a listener’s TCP_INFO',
    expected: 'tells the length of its queue',
    lessons: [2],
    mend: otherKernel,
    tries: 5,
    run: async () => {
      using trial = new Trial();
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
    tries: 5,
    run: async () => {
      using trial = new Trial();
      const closed = trial.listener();
      const address = closed.localAddress;
      closed.close();
      return compare(await outcome(() => trial.stream().connect(address, soon)), 'ECONNREFUSED');
    },
  },
  {
    id: 'tcp.reuseaddr',
    what: 'two listeners at one port with SO_REUSEADDR',
    expected: 'EADDRINUSE',
    lessons: [2, 5],
    mend: otherKernel,
    run: async () => {
      using trial = new Trial();
      const second = trial.stream();
      second.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
      const first = trial.listener();
      first.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
      return compare(await outcome(() => bindAndListen(second, first.localAddress)), 'EADDRINUSE');
    },
  },
  {
    id: 'tcp.reuseport',
    what: 'two listeners at one port with SO_REUSEPORT',
    expected: 'succeeds',
    lessons: [12],
    mend: otherKernel,
    run: async () => {
      using trial = new Trial();
      const [first, second] = [trial.stream(), trial.stream()];
      for (const socket of [first, second]) socket.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
      bindAndListen(first, Addrinfo.tcp(HOST, 0));
      return compare(await outcome(() => bindAndListen(second, first.localAddress)), 'succeeds');
    },
  },
  {
    id: 'tcp.time-wait',
    what: 'bind after a server closed first (TIME_WAIT)',
    expected: 'EADDRINUSE, succeeds with SO_REUSEADDR',
    lessons: [5],
    mend: otherKernel,
    tries: 5,
    run: timeWait,
  },
  {
    id: 'tcp.unread',
    what: 'close with data unread: the peer’s recv',
    expected: 'ECONNRESET',
    lessons: [5],
    mend: otherKernel,
    tries: 5,
    run: async () => {
      using trial = new Trial();
      const { client, server } = await trial.connection();
      await client.sendAll('unread');
      await server.recv(1, soon);
      server.close();
      return compare(await outcome(() => client.recv(10, soon)), 'ECONNRESET');
    },
  },
  {
    id: 'tcp.epipe',
    what: 'two sends to a peer that closed',
    expected: 'succeeds, then EPIPE',
    lessons: [5],
    mend: otherKernel,
    tries: 5,
    run: async () => {
      using trial = new Trial();
      const { client, server } = await trial.connection();
      server.close();
      await client.recv(1, soon);
      const first = await outcome(() => client.sendAll('1'));
      const second = await outcome(() => client.sendAll('2'));
      return compare(`${first}, then ${second}`, 'succeeds, then EPIPE');
    },
  },
  {
    id: 'tcp.nagle',
    what: 'write, write, read (Nagle, delayed ACK)',
    expected: 'about 44 ms; under 5 ms with TCP_NODELAY',
    lessons: [8, 13],
    mend: 'give this machine more processor time, or use another kernel than gVisor',
    tries: 5,
    run: nagle,
  },
  {
    id: 'tcp.buffer',
    what: 'a receive buffer set to 16384',
    expected: '32768',
    lessons: [13],
    mend: 'raise net.core.rmem_max to 212992',
    run: () => {
      using trial = new Trial();
      const socket = trial.stream();
      socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 16384);
      return compare(socket.getsockopt(SOL_SOCKET, SO_RCVBUF), 32768);
    },
  },
];

const soon = { timeout: 1000 };

function bindAndListen(socket: Socket, address: Addrinfo): void {
  socket.bind(address);
  socket.listen(5);
}

async function timeWait(): Promise<Finding> {
  const { without, withOption } = await rebind();
  return compare(
    `${without}, ${withOption} with SO_REUSEADDR`,
    'EADDRINUSE, succeeds with SO_REUSEADDR',
  );
}

async function nagle(): Promise<Finding> {
  const slow = await writeWriteRead(false);
  const fast = await writeWriteRead(true);
  return {
    found: `${slow.toFixed(0)} ms; ${fast.toFixed(1)} ms with TCP_NODELAY`,
    asExpected: slow > 20 && slow < 150 && fast < 5,
  };
}

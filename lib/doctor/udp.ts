/** How UDP behaves on the loopback interface. */

import { HOST, outcome, Trial } from '../lab/trial.ts';
import { Addrinfo, AF_INET, SO_RCVBUF, SOCK_DGRAM, SOL_SOCKET, Socket } from '../socket/index.ts';
import { compare, otherKernel, type Probe } from './probe.ts';

export const udpProbes: readonly Probe[] = [
  {
    id: 'udp.largest',
    what: 'the largest datagram',
    expected: '65507 bytes; one more: EMSGSIZE',
    lessons: [9],
    mend: otherKernel,
    run: async () => {
      using trial = new Trial();
      const { sender } = await pair(trial);
      const most = await outcome(() => sender.send(Buffer.alloc(65_507)));
      const more = await outcome(() => sender.send(Buffer.alloc(65_508)));
      return compare(`${most} bytes; one more: ${more}`, '65507 bytes; one more: EMSGSIZE');
    },
  },
  {
    id: 'udp.empty',
    what: 'an empty datagram',
    expected: 'arrives',
    lessons: [9],
    mend: otherKernel,
    tries: 5,
    run: async () => {
      using trial = new Trial();
      const { sender, receiver } = await pair(trial);
      await sender.send('');
      const { length } = await receiver.recv(10, { timeout: 500 });
      return compare(length === 0 ? 'arrives' : `arrives with ${length} bytes`, 'arrives');
    },
  },
  {
    id: 'udp.loss',
    what: '200 datagrams into a small receive buffer',
    expected: 'some are lost',
    lessons: [9],
    mend: otherKernel,
    tries: 5,
    run: async () => {
      using trial = new Trial();
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
    run: async () => {
      using trial = new Trial();
      const { sender, receiver } = await pair(trial);
      receiver.close();
      await sender.send('1');
      const code = await outcome(() => sender.send('2'));
      return compare(`${code} at the next call`, 'ECONNREFUSED at the next call');
    },
  },
];

/** A UDP socket and another one that is connected to it. */
async function pair(trial: Trial): Promise<{ sender: Socket; receiver: Socket }> {
  const receiver = trial.datagram();
  const sender = trial.use(new Socket(AF_INET, SOCK_DGRAM));
  sender.bind(Addrinfo.udp(HOST, 0));
  await sender.connect(receiver.localAddress);
  return { sender, receiver };
}

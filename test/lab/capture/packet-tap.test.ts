import { expect } from 'chai';
import { PacketTap } from '../../../lib/lab/capture/packet-tap.ts';
import { Addrinfo, AF_INET, SOCK_DGRAM, Socket } from '../../../lib/socket/index.ts';
import { packetSockets } from '../needs.ts';
import { useLesson } from '../use-lesson.ts';

describe('a tap', () => {
  const { HOST } = useLesson(117);

  before(packetSockets);

  it('has what passed before, however long the process was held up', async () => {
    const count = 2000;
    using receiver = new Socket(AF_INET, SOCK_DGRAM);
    receiver.bind(Addrinfo.udp(HOST, 0));
    const { ipPort } = receiver.localAddress;
    const tap = await PacketTap.open('lo');
    try {
      using sender = new Socket(AF_INET, SOCK_DGRAM);
      await sender.connect(receiver.localAddress);
      for (let sent = 0; sent < count; sent += 1) await sender.send('x');
      const caughtUp = tap.caughtUp();
      const end = performance.now() + 2500;
      while (performance.now() < end);
      await caughtUp;
      const passed = tap.packets.filter(({ destination }) => destination.port === ipPort);
      expect(passed.length).to.equal(count);
    } finally {
      await tap.close();
    }
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { Lab } from '../../../lib/lab/hosts/lab.ts';
import { closeLab, openLab } from '../../../lib/lab/hosts/open-lab.ts';
import { capture, type LinkConditions, observe } from '../../../lib/lab/index.ts';
import { Addrinfo, TcpServer, TcpSocket, type UdpSocket } from '../../../lib/socket/index.ts';

const patient = { timeout: 10_000 } as const;

describe('a relay that stands in for a lab', function () {
  this.timeout(20_000);
  const { PATH, ...others } = process.env;
  const warn = console.warn;
  const told: string[] = [];

  before(() => {
    // Where unshare(1) cannot be found, the machine allows no namespaces.
    process.env = { ...others, PATH: '' };
    console.warn = (line: string) => void told.push(line);
  });
  after(async () => {
    process.env = { ...others, PATH };
    console.warn = warn;
    await closeLab();
  });

  async function opened(conditions: LinkConditions = {}, seed = 5) {
    const lab = await openLab({ seed, standIn: true });
    const [ann, ben] = await lab.hosts('ann', 'ben');
    const link = await lab.link(ann, ben, conditions);
    const [near, far] = [await ann.udp(), await ben.udp(4490)];
    await near.connect(Addrinfo.udp(ben.address, 4490));
    return { lab, ann, ben, link, near, far };
  }

  /** Sends numbered datagrams and then, with care, the last; returns those that came before it. */
  async function sent(
    { lab, near, far }: { lab: Lab; near: UdpSocket; far: UdpSocket },
    count: number,
  ): Promise<readonly number[]> {
    for (let number = 1; number <= count; number += 1) await near.send(Buffer.of(number));
    const arrived: number[] = [];
    const [link] = lab.links;
    for (;;) {
      const { carried, lost, duplicated } = (await link?.counts()) ?? expect.fail('a link');
      if (carried + lost - duplicated === count && arrived.length === carried) return arrived;
      const data = await far.recv(10, { timeout: 50 }).catch(() => undefined);
      if (data) arrived.push(data[0] ?? -1);
    }
  }

  it('is opened only where it was asked for, and says so once', async () => {
    const refused = await openLab().catch((error: Error) => error);
    expect(refused).to.have.property('name', 'NamespacesRefused');
    await opened();
    await opened();
    expect(told).to.have.lengthOf(1);
    expect(told[0]).to.match(
      /^This machine allows no hosts.*stands in: for datagrams, and for cuts of TCP$/,
    );
  });

  it('carries datagrams both ways, from the address at which the sender is reached', async () => {
    const { ann, near, far } = await opened();
    await near.send('PING');
    const [data, from] = await far.recvFrom(10, patient);
    expect(String(data)).to.equal('PING');
    expect(String(from)).to.equal(`${ann.address}:${near.localAddress.ipPort}`);
    if (from) await far.sendTo('PONG', from);
    expect(String(await near.recv(10, patient))).to.equal('PONG');
  });

  it('loses what the seed says, and keeps the order', async () => {
    const first = await sent(await opened({ loss: 0.3, delay: 3 }), 60);
    expect(first.length).to.be.within(30, 55);
    expect(first).to.deep.equal(first.toSorted((one, other) => one - other));
    expect(await sent(await opened({ loss: 0.3, delay: 3 }), 60)).to.deep.equal(first);
    expect(await sent(await opened({ loss: 0.3, delay: 3 }, 6), 60)).not.to.deep.equal(first);
  });

  it('doubles and reorders', async () => {
    const mixed = await sent(await opened({ duplicate: 0.3, reorder: 0.3, delay: 50 }), 20);
    expect(mixed.length).to.be.above(20);
    expect(new Set(mixed).size).to.equal(20);
    expect(mixed).not.to.deep.equal(mixed.toSorted((one, other) => one - other));
  });

  it('shows captures, with the time of each datagram or its loss', async () => {
    const { link, near, far } = await opened({ delay: 10 });
    const seen = await capture(
      async () => {
        await near.send('first');
        await far.recv(10, patient);
        await link.cut();
        await near.send('second');
        while ((await link.counts()).cut === 0) await delay(1);
        await link.mend();
        await near.send('third');
      },
      { on: link, port: 4490 },
    );
    expect(String(seen)).to.match(
      /^3 packets\n.*ann > ben .*UDP 5 B "first", takes \d{2,} ms\n.*"second" \(lost\)\n.*"third", takes \d{2,} ms$/,
    );
    expect(seen.toPcap().includes('third')).to.equal(true);
  });

  it('connects hosts over TCP, from the address of the link', async () => {
    const { ann, ben } = await opened();
    using server = await ben.tcpServer(4491);
    using near = await ann.connect({ host: ben, port: 4491 }, patient);
    using far = await server.accept(patient);
    expect(far.remoteAddress.ipAddress).to.equal(ann.address);
    expect(far.localAddress.ipAddress).to.equal(ben.address);
    await near.sendAll('hello');
    expect(String(await far.recvExact(5, patient))).to.equal('hello');
  });

  it('cuts TCP in both directions, without a word to either end, and mends it', async () => {
    const { ann, ben, link } = await opened();
    using server = await ben.tcpServer(4491);
    using near = await ann.connect({ host: ben, port: 4491 }, patient);
    using far = await server.accept(patient);
    await link.cut();
    await near.send('there');
    await far.send('back');
    for (const end of [near, far]) {
      const error = await end.recv(10, { timeout: 300 }).catch((reason) => reason);
      expect(error).to.have.property('code', 'ETIMEDOUT');
      expect(end.tcpInfo().state).to.equal('ESTABLISHED');
    }
    const late = await ann.connect({ host: ben, port: 4491 }, { timeout: 300 }).catch((e) => e);
    expect(late).to.have.property('code', 'ETIMEDOUT');
    await link.mend();
    expect(String(await far.recvExact(5, patient))).to.equal('there');
    expect(String(await near.recvExact(4, patient))).to.equal('back');
  });

  it('shows the calls and states of both ends to observe()', async () => {
    const { ann, ben, link } = await opened();
    using server = await ben.tcpServer(4491);
    const seen = await observe(
      async () => {
        using near = await ann.connect({ host: ben, port: 4491 }, patient);
        using far = await server.accept(patient);
        await near.sendAll('hello');
        await far.recvExact(5, patient);
      },
      { on: link, port: 4491 },
    );
    const calls = seen.events.filter(({ kind }) => kind === 'call');
    const lanes = (label: string) =>
      calls.filter((call) => call.label.startsWith(label)).map(({ from }) => from);
    const { ipPort } = server.localAddress;
    expect(lanes('accept4(')[0]).to.equal(`${ben.address}:${ipPort}`);
    expect(lanes('send(')[0]).to.match(new RegExp(`^${ann.address}:`));
  });

  it('leaves other sockets alone when a link is cut', async () => {
    const { link } = await opened();
    using server = new TcpServer({ host: '127.0.0.1', port: 0 });
    using near = await TcpSocket.connect(server.localAddress);
    using far = await server.accept(patient);
    await link.cut();
    await near.sendAll('hello');
    expect(String(await far.recvExact(5, patient))).to.equal('hello');
  });

  it('refuses all else, with the reason and the way out', async () => {
    const { ann } = await opened();
    for (const call of [ann.socket(), ann.run(['true']), ann.refuse('default')]) {
      const error = await call.catch((error: Error) => error);
      expect(error).to.have.property('name', 'NamespacesRefused');
    }
  });

  it('lets two labs of different notebooks stand beside each other', async () => {
    const { Lab } = await import('../../../lib/lab/hosts/lab.ts');
    const labs = [await Lab.open(1, { standIn: true }), await Lab.open(1, { standIn: true })];
    const addresses = await Promise.all(
      labs.map(async (lab) => {
        const [one, other] = await lab.hosts('one', 'other');
        await lab.link(one, other);
        await other.udp(4490);
        return other.address;
      }),
    );
    expect(new Set(addresses).size).to.equal(2);
    for (const lab of labs) await lab.close();
  });
});

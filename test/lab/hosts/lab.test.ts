import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { descendants } from '../../../lib/base/processes.ts';
import type { Host } from '../../../lib/lab/hosts/host.ts';
import type { Lab } from '../../../lib/lab/hosts/lab.ts';
import { closeLab, openLab } from '../../../lib/lab/hosts/open-lab.ts';
import {
  background,
  capture,
  fdTable,
  openCapture,
  tcpTable,
  udpTable,
} from '../../../lib/lab/index.ts';
import { Addrinfo, AF_INET, SOCK_DGRAM } from '../../../lib/socket/index.ts';
import { openTestLab } from './open-test-lab.ts';

/** A wait on the lab's own link: longer than any answer takes, also on a busy machine. */
const patient = { timeout: 10_000 } as const;
/** A wait in which nothing comes. */
const brief = { timeout: 400 } as const;
/** The number of labs in a row: all of them where WIREBOOK_LONG is set. */
const labsInARow = process.env.WIREBOOK_LONG === '1' ? 100 : 10;

describe('a lab', function () {
  this.timeout(60_000);
  let lab: Lab;
  let client: Host;
  let server: Host;
  let left: Host;
  let right: Host;

  before(async function () {
    lab = await openTestLab(this);
    [client, server] = await lab.hosts('client', 'server');
    left = await lab.router('left');
    right = await lab.router('right');
    await lab.link(client, left);
    await lab.link(left, right);
    await lab.link(right, server);
    await lab.routeAll();
  });
  after(closeLab);

  /** Whether a client reaches port 80 of the server, by the code of its error. */
  async function outcome(options: { timeout: number } = patient): Promise<string> {
    try {
      using connection = await client.connect({ host: 'server', port: 80 }, options);
      return `connected to ${connection.remoteAddress}`;
    } catch (error) {
      return Object(error).code;
    }
  }

  it('carries TCP over routers, and tells each end the other’s address', async () => {
    using listener = await server.tcpServer(80);
    using connection = await client.connect({ host: server, port: 80 }, patient);
    const accepted = await listener.accept(patient);
    const peer = accepted.remoteAddress;
    await accepted.sendAll('hello');
    accepted.close();
    expect(String(await connection.recv(5, patient))).to.equal('hello');
    expect(peer.ipAddress).to.equal(client.address);
    expect(String(connection.remoteAddress)).to.equal('10.0.3.2:80');
  });

  it('carries datagrams both ways', async () => {
    using receiver = await server.udp(5000);
    using sender = await client.udp();
    await sender.sendTo('PING', Addrinfo.udp(server.address, 5000));
    const [data, from] = await receiver.recvFrom(100, patient);
    expect(String(data)).to.equal('PING');
    if (from) await receiver.sendTo('PONG', from);
    expect(String((await sender.recvFrom(100, patient))[0])).to.equal('PONG');
  });

  it('pings, and finds the way', async () => {
    const ping = await client.ping('server', { count: 2, interval: 0, ...patient });
    expect(ping.rows.map(({ answer, from }) => `${answer} ${from}`)).to.deep.equal(
      Array(2).fill('echo 10.0.3.2'),
    );
    const way = await client.traceroute(server, patient);
    expect(way.rows.map(({ from, code }) => `${from} ${code}`)).to.deep.equal([
      '10.0.1.2 EHOSTUNREACH',
      '10.0.2.2 EHOSTUNREACH',
      '10.0.3.2 ECONNREFUSED',
    ]);
  });

  it('refuses by routes, each in its way', async () => {
    using _listener = await server.tcpServer(80);
    const destination = `${server.address}/32`;
    for (const [refuse, code] of [
      ['unreachable', 'EHOSTUNREACH'],
      ['prohibit', 'EHOSTUNREACH'],
      ['blackhole', 'ETIMEDOUT'],
    ] as const) {
      await right.refuse(destination, refuse);
      expect(await outcome(refuse === 'blackhole' ? brief : patient), refuse).to.equal(code);
      await right.removeRoute(destination, { refuse });
    }
    expect(await outcome()).to.equal('connected to 10.0.3.2:80');
  });

  it('blocks by a firewall, each way as programs know it', async function () {
    if ((await left.run(['nft', '--version']).catch(() => undefined)) === undefined) this.skip();
    using _listener = await server.tcpServer(80);
    for (const [how, code] of [
      ['reset', 'ECONNREFUSED'],
      ['reject', 'ECONNREFUSED'],
      ['drop', 'ETIMEDOUT'],
    ] as const) {
      const rule = await left.block({ protocol: 'tcp', port: 80, to: server.address, how });
      expect(await outcome(how === 'drop' ? brief : patient), how).to.equal(code);
      await rule.remove();
    }
    expect(await outcome()).to.equal('connected to 10.0.3.2:80');
  });

  it('blocks a range of ports, its ends included', async function () {
    if ((await left.run(['nft', '--version']).catch(() => undefined)) === undefined) this.skip();
    const listeners = new DisposableStack();
    for (const port of [79, 80, 82, 83]) listeners.use(await server.tcpServer(port));
    using _listeners = listeners;
    const options = { protocol: 'tcp', port: 80, lastPort: 82, how: 'reset' } as const;
    await using rule = await server.block(options);
    const met: string[] = [];
    for (const port of [79, 80, 82, 83]) {
      const attempt = client.connect({ host: server, port }, patient);
      const close = (socket: { close(): void }) => socket.close();
      met.push(
        await attempt.then(close).then(
          () => 'open',
          ({ code }) => code,
        ),
      );
    }
    expect(met).to.deep.equal(['open', 'ECONNREFUSED', 'ECONNREFUSED', 'open']);
    expect(rule.text).to.include('80-82');
    expect(() => server.block({ ...options, lastPort: 79 })).to.throw(RangeError, 'up to 79');
    expect(() => server.block({ protocol: 'tcp', lastPort: 79 })).to.throw(RangeError);
  });

  it('translates addresses, and shows the table', async function () {
    if ((await left.run(['nft', '--version']).catch(() => undefined)) === undefined) this.skip();
    using listener = await server.tcpServer(80);
    await using _rule = await right.nat(lab.links[2] ?? expect.fail('a link'));
    using connection = await client.connect({ host: server, port: 80 }, patient);
    const accepted = await listener.accept(patient);
    const peer = accepted.remoteAddress;
    accepted.close();
    expect(peer.ipAddress).to.equal('10.0.3.1');
    const known = (await right.connections()).join('\n');
    expect(known).to.include(`src=10.0.1.1 dst=10.0.3.2 sport=${connection.localAddress.ipPort}`);
  });

  it('cuts a link without a word to its ends, and mends it', async () => {
    const [, middle] = lab.links;
    await middle?.cut();
    expect((await client.ping(server, { count: 1, timeout: 300 })).rows[0]?.answer).to.equal(
      'nothing',
    );
    expect(String(lab)).to.include('left–right, cut');
    await middle?.mend();
    expect((await client.ping(server, { count: 1, ...patient })).rows[0]?.answer).to.equal('echo');
  });

  it('runs programs on a host, which know the others by name', async () => {
    const { stdout } = await client.run(['getent', 'hosts', 'server']);
    expect(stdout).to.match(/^10\.0\.3\.2\s+server\s*$/);
    expect(readFileSync('/etc/hosts', 'utf8')).not.to.include('10.0.3.2');
    const error = await client.run(['/no/such/program']).catch((failure: unknown) => failure);
    expect(Object(error).code).to.equal('ENOENT');
    const { status } = await client.run(['sleep', '60'], { timeout: 50 });
    expect(status).to.equal(null);
  });

  it('lets programs ask a name server of the lab, and no other', async () => {
    const look = "require('dns').lookup('shop.example', (e) => console.log(e.code))";
    const ask = async () => (await client.run([process.execPath, '-e', look])).stdout.trim();
    expect(await ask()).to.equal('EAI_AGAIN');
    using dns = await server.udp(53);
    await lab.setNameServer(server);
    const asked = dns.recvFrom();
    const program = ask();
    const [question, from] = await asked;
    expect(String(question)).to.include('\x04shop\x07example\x00');
    // "No such name", to both questions: for an IPv4 address, and for one of IPv6.
    const refuse = async (message: Buffer, to: typeof from) => {
      if (to === undefined) throw new Error('Nobody asked');
      const answer = Buffer.from(message);
      answer.writeUInt16BE(0x8183, 2);
      await dns.sendTo(answer, to);
    };
    await refuse(question, from);
    const [other, alike] = await dns.recvFrom();
    await refuse(other, alike);
    expect(await program).to.equal('ENOTFOUND');
  });

  it('knows hosts by name, the nearest address first, and says which there are', () => {
    expect(right.resolve('left')).to.equal('10.0.2.1');
    expect(client.resolve('left')).to.equal('10.0.1.2');
    expect(() => client.resolve('nobody')).to.throw(
      'This lab has no host nobody; its hosts are: client, server, left, right',
    );
  });

  it('serves from a background cell, whose panel has the address on the host', async () => {
    const web = background('web', async () => {
      using listener = await server.tcpServer(8080);
      for (;;) {
        const connection = await listener.accept();
        await connection.sendAll('served');
        connection.close();
      }
    });
    await web.ready;
    using connection = await client.connect({ host: server, port: 8080 }, patient);
    expect(String(await connection.recv(100, patient))).to.equal('served');
    expect(web.address).to.equal('0.0.0.0:8080');
    await web.stop();
    expect(
      await client
        .connect({ host: server, port: 8080 }, patient)
        .catch((error: unknown) => Object(error).code),
    ).to.equal('ECONNREFUSED');
  });

  // Only root may start a program as another user.
  if (process.getuid?.() === 0) {
    it('opens for a plain user', async () => {
      const program = `
        import { capture, openLab, tcpTable } from '${courseRoot}/lib/lab/index.ts';
        const lab = await openLab();
        const [one, other] = await lab.hosts('one', 'other');
        const router = await lab.router('router');
        await lab.link(one, router);
        const link = await lab.link(router, other, { delay: 2 });
        await lab.routeAll();
        using listener = await other.tcpServer(80);
        const seen = await capture(async () => {
          using client = await one.connect({ host: other, port: 80 });
          console.log(process.getuid(), String(client.remoteAddress), tcpTable({ host: other }).rows.length);
        }, { on: link });
        console.log(seen.packets.length > 2, (await one.run(['id', '-u'])).stdout.trim());
        console.log((await one.ping(other)).rows.length, (await one.traceroute(other)).rows.length);
        await lab.close();`;
      const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
        uid: 65534,
        gid: 65534,
        cwd: '/',
      });
      const output = (await child.stdout.toArray()).join('').trim().split('\n');
      expect(output[0]).to.equal('65534 10.0.2.2:80 2');
      expect(output[1]).to.match(/^true /);
      expect(output[2]).to.equal('3 2');
    });
  }

  it('refuses names and networks that cannot be', async () => {
    const refusals = await Promise.all(
      [
        lab.host('no spaces'),
        lab.host('client'),
        lab.link(client, server, { network: '10.0.0.0/33' }),
        lab.link(client, server, { loss: 2 }),
      ].map((made) => made.catch((error: Error) => error.message)),
    );
    expect(refusals).to.deep.equal([
      'Cannot use no spaces as the name of a host: expected up to 15 letters, digits and hyphens',
      'This lab has a host client already',
      'Cannot use 10.0.0.0/33 as a network: expected an address and 8 to 30 bits, such as 10.0.1.0/24',
      'Cannot use 2 as loss: expected a share from 0 to 1',
    ]);
  });
});

describe('links of a lab', function () {
  this.timeout(60_000);
  after(closeLab);

  /** Sends numbered datagrams over a link, and tells which arrived, in the order of their arrival. */
  async function sent(lab: Lab, count: number, conditions: object): Promise<readonly number[]> {
    const [one, other] = await lab.hosts('one', 'other');
    const link = await lab.link(one, other);
    // ARP is not to get lost.
    await one.ping(other, { count: 1, ...patient });
    await link.set(conditions);
    using receiver = await other.udp(5000);
    using sender = await one.socket(AF_INET, SOCK_DGRAM);
    await sender.connect(Addrinfo.udp(other.address, 5000));
    for (let number = 0; number < count; number += 1) {
      await sender.send(Buffer.of(number));
      await delay(2);
    }
    // Frames that the link has not taken so far are lost when it is set anew.
    for (;;) {
      const { carried, lost, overflowed } = await link.counts();
      if (carried + lost + overflowed >= count) break;
      await delay(5);
    }
    await link.set({ loss: 0, duplicate: 0, reorder: 0, delay: 0, jitter: 0 });
    await sender.send('end');
    const arrived: number[] = [];
    for (;;) {
      const [data] = await receiver.recvFrom(100, patient);
      if (data.length > 1) return arrived;
      arrived.push(data[0] ?? -1);
    }
  }

  it('lose what the seed says, and nothing else', async function () {
    const first = await sent(await openTestLab(this), 100, { loss: 0.3 });
    expect(first.length).to.be.within(50, 90);
    expect(first).to.deep.equal([...first].sort((a, b) => a - b));
    expect(await sent(await openLab({ seed: 4711 }), 100, { loss: 0.3 })).to.deep.equal(first);
    expect(await sent(await openLab({ seed: 4712 }), 100, { loss: 0.3 })).not.to.deep.equal(first);
  });

  it('keep the order of a burst that all of them delay', async function () {
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    await lab.link(one, other, { delay: 20 });
    using receiver = await other.udp(5000);
    using sender = await one.socket(AF_INET, SOCK_DGRAM);
    await sender.connect(Addrinfo.udp(other.address, 5000));
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    for (const round of [1, 2, 3]) {
      for (const number of numbers) await sender.send(Buffer.of(number));
      const arrived: number[] = [];
      while (arrived.length < numbers.length) {
        arrived.push((await receiver.recv(1, patient))[0] ?? -1);
      }
      expect(arrived, `round ${round}`).to.deep.equal(numbers);
    }
  });

  it('lose by chance no question of ARP, which comes when the system likes', async function () {
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    const link = await lab.link(one, other, { loss: 1 });
    using sender = await one.udp();
    const seen = await capture(
      async () => {
        await sender.sendTo('lost', Addrinfo.udp(other.address, 5000));
        while ((await link.counts()).lost === 0) await delay(1);
      },
      { on: link },
    );
    expect(seen.lines.map(({ label }) => label.split(' ', 2).join(' '))).to.deep.equal([
      'ARP who',
      'ARP 10.0.1.2',
      'UDP 4',
    ]);
    expect(await link.counts()).to.include({ carried: 2, lost: 1 });
  });

  it('double and reorder frames', async function () {
    const doubled = await sent(await openTestLab(this), 40, { duplicate: 0.5 });
    expect(doubled.length).to.be.above(45);
    expect(new Set(doubled).size).to.equal(40);
    const mixed = await sent(await openLab({ seed: 1 }), 40, { reorder: 0.5, delay: 20 });
    expect(mixed).not.to.deep.equal([...mixed].sort((a, b) => a - b));
  });

  it('delay both ways, and keep the order in spite of jitter', async function () {
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    await lab.link(one, other, { delay: 30, jitter: 20 });
    const [row] = (await one.ping(other, { count: 1, ...patient })).rows;
    expect(row?.milliseconds).to.be.at.least(60);
    using listener = await other.tcpServer(80);
    using client = await one.connect({ host: other, port: 80 }, patient);
    const connection = await listener.accept(patient);
    expect(connection.tcpInfo().totalRetransmits).to.equal(0);
    connection.close();
    client.close();
  });

  it('carry as much as their rate, and lose what their queue has no room for', async function () {
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    const link = await lab.link(one, other);
    await one.ping(other, { count: 1, ...patient });
    await link.set({ rate: 1e6, queue: 5000 });
    using receiver = await other.udp(5000);
    using sender = await one.socket(AF_INET, SOCK_DGRAM);
    await sender.connect(Addrinfo.udp(other.address, 5000));
    for (let count = 0; count < 20; count += 1) await sender.send(Buffer.alloc(1000));
    await receiver.recvFrom(2000, patient);
    const { overflowed } = await link.counts();
    expect(overflowed).to.be.within(1, 16);
  });

  it('join more than two hosts as a switch does', async function () {
    const lab = await openTestLab(this);
    const hosts = await lab.hosts('ann', 'ben', 'cat');
    const [ann, ben, cat] = hosts;
    const lan = await lab.switch(hosts, { network: '192.168.7.0/24' });
    for (const conditions of [{}, { delay: 1 }]) {
      await lan.set(conditions);
      for (const [from, to] of [
        [ann, ben],
        [ben, cat],
        [cat, ann],
      ] as const) {
        const { rows } = await from.ping(to, { count: 1, ...patient });
        expect(rows[0]?.from).to.equal(to.address);
      }
    }
    expect(cat.address).to.equal('192.168.7.3');
  });
});

describe('the end of a lab', function () {
  this.timeout(60_000);
  after(closeLab);

  it('leaves nothing, however often', async function () {
    await (await openTestLab(this)).close();
    const descriptors = () => readdirSync('/proc/self/fd').length;
    const before = { descriptors: descriptors(), processes: descendants(process.pid) };
    for (let count = 0; count < labsInARow; count += 1) {
      const lab = await openLab();
      const [one, other] = await lab.hosts('one', 'other');
      await lab.link(one, other, count % 2 === 0 ? {} : { delay: 1 });
      const listener = await other.tcpServer(80);
      await one.connect({ host: other, port: 80 }, patient);
      expect(listener.socket.isClosed).to.equal(false);
    }
    await closeLab();
    expect({ descriptors: descriptors(), processes: descendants(process.pid) }).to.deep.equal(
      before,
    );
  });

  it('comes with the end of the notebook, however it ends', async function () {
    await (await openTestLab(this)).close();
    const program = `
      import { openLab } from '${courseRoot}/lib/lab/index.ts';
      const lab = await openLab();
      const [one, other] = await lab.hosts('one', 'other');
      await lab.link(one, other, { delay: 5 });
      void one.run(['sleep', '1000'], { timeout: 1e6 }).catch(() => {});
      await one.run(['true']);
      await other.tcpServer(80);
      console.log('open');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const started = descendants(child.pid ?? 0);
    // unshare, the process that holds the hosts, and the program on one of them.
    expect(started).to.have.lengthOf(3);
    child.kill('SIGKILL');
    while (started.some((pid) => existsSync(`/proc/${pid}`))) await delay(20);
  });

  it('is told to the next call', async function () {
    const lab = await openTestLab(this);
    const [holder = 0] = descendants(process.pid)
      .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('holder-main'))
      .slice(-1);
    process.kill(holder, 'SIGKILL');
    const error = await lab.host('other').catch((failure: Error) => failure);
    expect(String(error)).to.include('The hosts of this lab are gone');
  });
});

describe('instruments on the hosts of a lab', function () {
  this.timeout(60_000);
  after(closeLab);

  it('tcpTable() and udpTable() show the sockets of a host, with what ss tells', async function () {
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    await lab.link(one, other, { delay: 5 });
    using listener = await other.tcpServer(80);
    using datagram = await other.udp(5000);
    using client = await one.connect({ host: other, port: 80 }, patient);
    const connection = await listener.accept(patient);
    const table = tcpTable({ host: other, details: true });
    expect(table.rows.map(({ state, fd }) => `${state} ${fd}`)).to.deep.equal([
      `LISTEN ${listener.fileno()}`,
      `ESTABLISHED ${connection.fileno()}`,
    ]);
    expect(table.rows[1]?.info?.roundTrip).to.be.at.least(10_000);
    expect(table.rows[1]?.remotePort).to.equal(client.localAddress.ipPort);
    expect(String(table)).to.match(/^TCP sockets of other\n.*RTT ms +cwnd +Resent/);
    expect(udpTable({ host: other }).rows.map(({ localPort }) => localPort)).to.deep.equal([5000]);
    expect(tcpTable({ host: one, port: 80 }).rows).to.have.lengthOf(1);
    const names = fdTable({ all: true }).rows.map(({ kind, name }) => `${kind} ${name}`);
    expect(names).to.include.members([
      'TCP socket 0.0.0.0:80',
      'UDP socket 0.0.0.0:5000',
      `TCP socket 10.0.1.2:80 ⇄ ${client.localAddress}`,
    ]);
    connection.close();
    expect(datagram.isClosed).to.equal(false);
  });

  it('capture() shows each packet on each link, with its time or its loss', async function () {
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    const router = await lab.router('router');
    await lab.link(one, router);
    const lossy = await lab.link(router, other, { delay: 20 });
    await lab.routeAll();
    using receiver = await other.udp(5000);
    using sender = await one.udp();
    const to = Addrinfo.udp(other.address, 5000);
    const seen = await capture(
      async () => {
        await sender.sendTo('first', to);
        await receiver.recvFrom(100, patient);
        await lossy.set({ loss: 1 });
        await sender.sendTo('second', to);
      },
      { on: lab },
    );
    const ways = seen.packets
      .filter(({ protocol }) => protocol === 'udp')
      .map(({ hop, payload }) => {
        const time = hop?.travelTime;
        const fate = time === undefined ? 'lost' : time >= 19 ? 'slow' : 'quick';
        return `${payload} ${hop?.from}-${hop?.to} ${fate}`;
      });
    expect(ways).to.deep.equal([
      'first one-router quick',
      'first router-other slow',
      'second one-router quick',
      'second router-other lost',
    ]);
    const text = String(seen);
    expect(text).to.match(/router > other +10\.0\.2\.1 > 10\.0\.2\.2 +ARP who has 10\.0\.2\.2\?/);
    expect(text).to.match(/UDP 6 B "second" \(lost\)/);
    const file = join(mkdtempSync(join(tmpdir(), 'wirebook-lab-')), 'lab.pcap');
    seen.save(file);
    expect(openCapture(file).lines.map(({ label }) => label)).to.deep.equal(
      seen.lines.map(({ label }) => label),
    );
    rmSync(dirname(file), { recursive: true });
  });

  it('capture() on one link narrows down to a port, and ends where it fails', async function () {
    const lab = await openTestLab(this);
    const [one, other] = await lab.hosts('one', 'other');
    const link = await lab.link(one, other);
    using _listener = await other.tcpServer(80);
    const seen = await capture(
      async () => {
        await one.ping(other, { count: 1, ...patient });
        using _client = await one.connect({ host: other, port: 80 }, patient);
      },
      { on: link, port: 80 },
    );
    expect(seen.lines.map(({ label }) => label)).to.deep.equal([
      ...['SYN seq 0', 'SYN, ACK seq 0 ack 1', 'ACK seq 1 ack 1', 'FIN, ACK seq 1 ack 1'],
      'ACK seq 1 ack 2',
    ]);
    const error = await capture(() => Promise.reject(new Error('its own')), { on: link }).catch(
      (failure: Error) => failure.message,
    );
    expect(error).to.equal('its own');
  });
});

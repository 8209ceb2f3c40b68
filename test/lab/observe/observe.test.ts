import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { jupyterDisplay } from '../../../lib/lab/base/picture.ts';
import { closeLab } from '../../../lib/lab/hosts/open-lab.ts';
import type { Observation } from '../../../lib/lab/observe/observation.ts';
import { observe } from '../../../lib/lab/observe/observe.ts';
import { syscalls } from '../../../lib/lab/syscalls/syscalls.ts';
import {
  Addrinfo,
  AF_INET,
  SHUT_WR,
  SO_LINGER,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
} from '../../../lib/socket/index.ts';
import { openTestLab } from '../hosts/open-test-lab.ts';
import { packetSockets, program } from '../needs.ts';
import { useLesson } from '../use-lesson.ts';

const patient = { timeout: 10_000 } as const;

/** The events as `client packet SYN seq 0`, with the lane that they start at. */
function lines(seen: Observation, names: Readonly<Record<string, string>>): readonly string[] {
  return seen.events.map(({ kind, from, label }) => `${names[from] ?? from} ${kind} ${label}`);
}

/** Asserts that events stand in this order, each named by its beginning. */
function expectOrder(all: readonly string[], wanted: readonly string[]): void {
  let at = -1;
  for (const beginning of wanted) {
    at = all.findIndex((line, place) => place > at && line.startsWith(beginning));
    expect(at, `${beginning}, after those before it, in\n${all.join('\n')}`).to.be.at.least(0);
  }
}

describe('observe', function () {
  this.timeout(60_000);
  const { HOST } = useLesson(118);
  after(closeLab);

  /** Runs `use` with both ends of a connection. */
  async function connected(
    port: number,
    use: (client: Socket, server: Socket) => Promise<void>,
  ): Promise<void> {
    using listener = new Socket(AF_INET, SOCK_STREAM);
    listener.bind(Addrinfo.tcp(HOST, port));
    listener.listen();
    using client = new Socket(AF_INET, SOCK_STREAM);
    await client.connect(Addrinfo.tcp(HOST, port));
    const [accepted] = await listener.accept();
    using server = accepted;
    await use(client, server);
  }

  /** The client's end of an observation, by the first SYN. */
  function endsOf(seen: Observation): Readonly<Record<string, string>> {
    const syn = seen.events.find(({ label }) => label.startsWith('SYN seq 0'));
    return { [syn?.from ?? '']: 'client', [syn?.to ?? '']: 'server' };
  }

  it('orders calls, packets and states of a connection that ends politely', async function () {
    packetSockets.call(this);
    const seen = await observe(() =>
      connected(4961, async (client, server) => {
        await client.sendAll('hello');
        await server.recv();
        client.shutdown(SHUT_WR);
        await server.recv();
        server.close();
        await client.recv();
      }),
    );
    const all = lines(seen, endsOf(seen));
    expectOrder(all, [
      'server call socket(',
      'server call bind(',
      'server call listen(',
      'server state LISTEN',
      'client call socket(',
      'client call connect(',
      'client packet SYN seq 0',
      'server packet SYN, ACK seq 0 ack 1',
      'client packet ACK seq 1 ack 1',
      'client state ESTABLISHED',
      'server call accept4(',
      'server state ESTABLISHED',
      'client call send("hello") = 5',
      'client packet seq 1 ack 1 5 B "hello"',
      'server packet ACK seq 1 ack 6',
      'server call recv("hello") = 5',
      'client call shutdown(SHUT_WR)',
      'client packet FIN, ACK seq 6 ack 1',
      'server state CLOSE-WAIT',
      'server call close()',
      'server packet FIN, ACK seq 1 ack 7',
      'client packet ACK seq 7 ack 2',
      'client state TIME-WAIT',
    ]);
    const times = seen.events.map(({ at }) => at);
    expect(times).to.deep.equal([...times].sort((a, b) => a - b));
    expect(times[0]).to.equal(0);
  });

  it('shows a reset: the call that sends it, and how the other end hears of it', async function () {
    packetSockets.call(this);
    const seen = await observe(() =>
      connected(4962, async (client, server) => {
        client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
        client.close();
        await server.recv().catch(() => undefined);
      }),
    );
    const all = lines(seen, endsOf(seen));
    expectOrder(all, [
      'client call close()',
      'client packet RST, ACK',
      'client state CLOSED',
      'server call recv(buffer) ECONNRESET',
    ]);
    expectOrder(all, ['client packet RST, ACK', 'server state CLOSED']);
    expect(all.join('\n')).not.to.include('TIME-WAIT');
  });

  it('shows a time-out over a cut link of a lab, a lane for each host', async function () {
    const lab = await openTestLab(this);
    const [alice, bob] = await lab.hosts('alice', 'bob');
    const link = await lab.link(alice, bob);
    await alice.ping(bob, { count: 1, ...patient });
    using _listener = await bob.tcpServer(80);
    await link.cut();
    const seen = await observe(
      async () => {
        const failure = await alice
          .connect({ host: bob, port: 80 }, { timeout: 1500 })
          .catch((error: unknown) => error);
        expect(failure).to.include({ code: 'ETIMEDOUT' });
      },
      { on: lab, port: 80 },
    );
    const all = lines(seen, {});
    // The link tells a packet, the system a state: which is told first is open.
    expectOrder(all, [
      'alice call connect(10.0.1.2:80) EINPROGRESS',
      'alice packet SYN seq 0 (lost)',
      'alice packet SYN seq 0 [retransmission] (lost)',
      'alice call close()',
    ]);
    expectOrder(all, [
      'alice call connect(10.0.1.2:80) EINPROGRESS',
      'alice state SYN-SENT',
      'alice call close()',
      'alice state CLOSED',
    ]);
    expect(all.join('\n')).not.to.include('ESTABLISHED');
  });

  it('follows a connection over a slow link to TIME-WAIT', async function () {
    const lab = await openTestLab(this);
    const [alice, bob] = await lab.hosts('alice', 'bob');
    await lab.link(alice, bob, { delay: 40 });
    // ARP would stand between the call and the SYN.
    await alice.ping(bob, { count: 1, ...patient });
    using listener = await bob.tcpServer(80);
    const seen = await observe(
      async () => {
        using client = await alice.connect({ host: bob, port: 80 }, patient);
        const server = await listener.accept(patient);
        client.shutdown(SHUT_WR);
        await server.recv(10, patient);
        server.close();
      },
      { on: lab },
    );
    expectOrder(lines(seen, {}), [
      'bob state LISTEN',
      'alice call connect(',
      'alice packet SYN seq 0, takes',
      'bob packet SYN, ACK seq 0 ack 1, takes',
      'alice state ESTABLISHED',
      'alice call shutdown(',
      'alice packet FIN, ACK',
      'bob state CLOSE-WAIT',
      'bob call close()',
      'bob packet FIN, ACK',
      'alice state TIME-WAIT',
    ]);
    expect(new Set(seen.events.map(({ from }) => from))).to.deep.equal(new Set(['alice', 'bob']));
  });

  it('shows datagrams, and narrows down to a port', async function () {
    packetSockets.call(this);
    const seen = await observe(
      async () => {
        using receiver = new Socket(AF_INET, SOCK_DGRAM);
        receiver.bind(Addrinfo.udp(HOST, 4963));
        using other = new Socket(AF_INET, SOCK_DGRAM);
        other.bind(Addrinfo.udp(HOST, 4964));
        using sender = new Socket(AF_INET, SOCK_DGRAM);
        await sender.sendTo('ping', receiver.localAddress);
        await receiver.recvFrom();
        await other.sendTo('pong', other.localAddress);
      },
      { port: 4963 },
    );
    const server = `${HOST}:4963`;
    expectOrder(lines(seen, { [server]: 'server' }), [
      'server call socket(AF_INET, SOCK_DGRAM)',
      'server call bind(',
      `127.0.0.1:${seen.packets.packets[0]?.source.port} packet UDP 4 B "ping"`,
      'server call recvfrom("ping"',
    ]);
    expect(String(seen)).not.to.include('pong');
  });

  it('does not show in the system calls of the lesson, and hands errors on', async () => {
    const trace = await syscalls(() => observe(() => 1));
    expect(
      trace.calls.map(({ name }) => name).filter((name) => name !== 'epoll_ctl'),
    ).to.deep.equal([]);
    const failure = await observe(() => Promise.reject(new Error('mine'))).catch(
      (error: unknown) => error,
    );
    expect(String(failure)).to.equal('Error: mine');
  });

  it('draws lanes, marks, arrows and bands with a text form, below 60 KB', async function () {
    packetSockets.call(this);
    const seen = await observe(async () => {
      for (let run = 0; run < 10; run++) {
        await connected(4965 + run, async (client, server) => {
          await client.sendAll('x');
          await server.recv();
        });
      }
    });
    const one = await observe(() => connected(4961, async () => {}));
    const markup = String(one[jupyterDisplay]()['text/html']);
    expect(markup).to.include('>client<').and.include(`>${HOST}:4961<`).and.include('>server<');
    expect(markup)
      .to.include('>SYN seq 0<')
      .and.include('>ESTABLISHED<')
      .and.include('>listen(4096)<');
    expect(markup).to.match(/stroke="#2f7fd6" stroke-width="7"/);
    expect(String(one)).to.match(
      /^\d+ calls, \d+ packets, \d+ states\n +0\.00 ms {2}call +\S+ +socket\(/,
    );
    const many = String(seen[jupyterDisplay]()['text/html']);
    expect(/>\d+ more events, in the text form</.test(many)).to.equal(true);
    expect(many.match(/<rect /g)?.length).to.be.at.most(5);
    expect(many.length).to.be.below(60_000);
  });

  it('shows calls and states where capturing is not allowed, and says so', function () {
    program('setpriv').call(this);
    const code = `
      import { observe, openLesson, Socket, Addrinfo, AF_INET, SOCK_STREAM } from '${pathToFileURL(join(courseRoot, 'lib/dist/index.js'))}';
      const { HOST } = openLesson(119);
      console.log(String(await observe(async () => {
        using listener = new Socket(AF_INET, SOCK_STREAM);
        listener.bind(Addrinfo.tcp(HOST, 0));
        listener.listen();
        using client = new Socket(AF_INET, SOCK_STREAM);
        await client.connect(listener.localAddress);
      })));`;
    const drop = ['--bounding-set=-net_raw', '--inh-caps=-net_raw', process.execPath];
    const output = execFileSync('setpriv', [...drop, '--input-type=module', '-e', code], {
      encoding: 'utf8',
    });
    expect(output).to.match(/^\d+ calls, 0 packets, \d+ states\n/);
    expectOrder(
      output.split('\n').map((line) => line.replace(/^.*?(call|state) +\S+ +/, '$1 ')),
      ['call listen(', 'state LISTEN', 'call connect(', 'state ESTABLISHED'],
    );
    expect(output).to.match(/\nCapturing packets needs the privilege CAP_NET_RAW: .*\n$/);
  });
});

import { once } from 'node:events';
import net from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { jupyterDisplay } from '../../lib/lab/picture.ts';
import { SockDiag } from '../../lib/lab/sock-diag.ts';
import { syscalls } from '../../lib/lab/syscalls.ts';
import { completeWay } from '../../lib/lab/tcp-machine.ts';
import { tcpStates } from '../../lib/lab/tcp-states.ts';
import { timeline } from '../../lib/lab/timeline.ts';
import { Addrinfo, AF_INET, SHUT_WR, SOCK_STREAM, Socket } from '../../lib/socket/index.ts';
import { useLesson } from './use-lesson.ts';

describe('timeline', () => {
  const { HOST } = useLesson(111);

  /** A connection whose client closes first. */
  async function connection(port: number): Promise<void> {
    using listener = new Socket(AF_INET, SOCK_STREAM);
    listener.bind(Addrinfo.tcp(HOST, port));
    listener.listen();
    using client = new Socket(AF_INET, SOCK_STREAM);
    await client.connect(Addrinfo.tcp(HOST, port));
    const [server] = await listener.accept();
    client.shutdown(SHUT_WR);
    await server.recv();
    server.close();
    await client.recv();
  }

  it('shows the states of listener, client and server, TIME-WAIT after the close too', async () => {
    const lanes = await timeline(() => connection(4951));
    const states = lanes.tracks.map(({ changes }) =>
      changes.map(({ state }) => state).filter((state) => state !== 'FIN-WAIT-2'),
    );
    expect(states).to.deep.equal([
      ['CLOSED', 'LISTEN', 'CLOSED'],
      ['CLOSED', 'ESTABLISHED', 'FIN-WAIT-1', 'TIME-WAIT'],
      ['ESTABLISHED', 'CLOSE-WAIT', 'CLOSED'],
    ]);
    expect(lanes.tracks[1]?.remote).to.equal(`${HOST}:4951`);
  });

  it("shows Node's sockets too, with the listener that was there before", async () => {
    const server = net
      .createServer((socket) => setTimeout(() => socket.end(), 20))
      .listen(4952, HOST);
    await once(server, 'listening');
    const lanes = await timeline(() => once(net.connect(4952, HOST).resume(), 'close'));
    server.close();
    expect(lanes.tracks[0]?.changes.map(({ state }) => state)).to.deep.equal(['LISTEN']);
    const accepted = lanes.tracks.find(({ local, remote }) => local.endsWith(':4952') && remote);
    expect(accepted?.changes.map(({ state }) => state)).to.include.members([
      'ESTABLISHED',
      'TIME-WAIT',
    ]);
  });

  it('does not show in the system calls of the lesson', async () => {
    const trace = await syscalls(() => timeline(() => connection(4953)));
    expect(trace.calls.map(({ args }) => args.join())).not.to.include('TCP_INFO');
  });

  it('draws a lane for each socket, and lists the states as text', async () => {
    const lanes = await timeline(() => connection(4954));
    const markup = String(lanes[jupyterDisplay]()['text/html']);
    expect(markup)
      .to.include(`>${HOST}:4954<`)
      .and.include('>TIME-WAIT<')
      .and.include('not to scale');
    expect(markup.length).to.be.below(60_000);
    expect(inspect(lanes)).to.match(/^States of TCP sockets.*\n127\.0\.111\.1:4954: CLOSED \(/);
    expect(inspect(await timeline(() => 1))).to.equal('No TCP socket changed its state.');
  });

  it('finds connections in the table of the kernel by their addresses', async () => {
    using diag = new SockDiag();
    using listener = new Socket(AF_INET, SOCK_STREAM);
    listener.bind(Addrinfo.tcp(HOST, 0));
    listener.listen();
    using client = new Socket(AF_INET, SOCK_STREAM);
    await client.connect(listener.localAddress);
    const ends = [client.localAddress, client.remoteAddress] as const;
    expect(diag.stateOf(...ends)).to.equal('ESTABLISHED');
    expect(diag.stateOf(ends[0], Addrinfo.tcp(HOST, 1))).to.equal('CLOSE');
  });
});

describe('tcpStates', () => {
  it('fills in what passed too quickly to be seen', () => {
    const way = completeWay(['CLOSED', 'ESTABLISHED', 'CLOSE-WAIT', 'CLOSED']);
    expect(way.map(({ state, isSeen }) => (isSeen ? state : `(${state})`))).to.deep.equal([
      'CLOSED',
      '(SYN-SENT)',
      'ESTABLISHED',
      'CLOSE-WAIT',
      '(LAST-ACK)',
      'CLOSED',
    ]);
  });

  it('takes a reset for what it is', () => {
    expect(inspect(tcpStates(['ESTABLISHED', 'CLOSED']))).to.match(
      /ESTABLISHED > at once > CLOSED/,
    );
  });

  it('draws the machine alone, with a text form of its transitions', () => {
    const machine = tcpStates();
    expect(inspect(machine)).to.include('FIN-WAIT-1 > FIN-WAIT-2: ACK in');
    const markup = String(machine[jupyterDisplay]()['text/html']);
    expect(markup).to.include('>LAST-ACK<');
    expect(markup.length).to.be.below(60_000);
  });
});

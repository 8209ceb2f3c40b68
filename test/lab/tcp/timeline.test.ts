import { once } from 'node:events';
import net from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { jupyterDisplay } from '../../../lib/lab/base/picture.ts';
import { syscalls } from '../../../lib/lab/syscalls/syscalls.ts';
import { SockDiag } from '../../../lib/lab/system/sock-diag.ts';
import { timeline } from '../../../lib/lab/tcp/timeline.ts';
import {
  Addrinfo,
  AF_INET,
  SHUT_WR,
  SOCK_DGRAM,
  SOCK_STREAM,
  Socket,
} from '../../../lib/socket/index.ts';
import { useLesson } from '../use-lesson.ts';

describe('timeline', () => {
  const { HOST } = useLesson(111);

  /** A connection that its client closes first. */
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

  it('begins at 0 with the sockets that were there before', async () => {
    const server = net.createServer((socket) => socket.end()).listen(4955, HOST);
    await once(server, 'listening');
    const lanes = await timeline(() => once(net.connect(4955, HOST).resume(), 'close'));
    server.close();
    expect(lanes.tracks[0]?.changes[0]).to.deep.equal({ at: 0, state: 'LISTEN' });
  });

  it('never shows TIME-WAIT at one end while the other has still to close', async () => {
    for (let run = 0; run < 5; run++) {
      const { tracks } = await timeline(() => connection(4956));
      const [, client, server] = tracks.map(({ changes }) => changes);
      const end = server?.find(({ state }) => state === 'LAST-ACK' || state === 'CLOSED');
      expect(client?.at(-1)).to.include({ state: 'TIME-WAIT' });
      expect(client?.at(-1)?.at).to.be.at.least(end?.at ?? Number.NaN);
    }
  });

  it('sees changes that the program leaves no time to look at', async () => {
    const server = net.createServer((socket) => socket.on('error', () => undefined).resume());
    server.listen(4957, HOST);
    await once(server, 'listening');
    const lanes = await timeline(async () => {
      const connection = once(server, 'connection');
      const client = net.connect(4957, HOST);
      await once(client, 'connect');
      await connection;
      // A call of the library, after which the watch looks.
      new Socket(AF_INET, SOCK_STREAM).close();
      client.destroy();
      // This process does not get the processor for a while.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    });
    server.close();
    const client = lanes.tracks.find(({ remote }) => remote.endsWith(':4957'));
    expect(client?.changes.map(({ state }) => state)).to.include.members([
      'ESTABLISHED',
      'TIME-WAIT',
    ]);
  });

  it('does not take another socket for one whose descriptor it has', async () => {
    const server = net.createServer({ allowHalfOpen: true }).listen(4958, HOST);
    await once(server, 'listening');
    using receiver = new Socket(AF_INET, SOCK_DGRAM);
    receiver.bind(Addrinfo.udp(HOST, 4958));
    const later: net.Socket[] = [];
    const lanes = await timeline(async () => {
      const connection = once(server, 'connection');
      const client = net.connect({ port: 4958, host: HOST, allowHalfOpen: true });
      const [accepted] = await connection;
      client.end();
      await once(accepted.resume(), 'end');
      // Node closes one socket and makes another, which gets the number; then the library makes a call.
      client.destroy();
      later.push(net.connect(4958, HOST));
      await new Promise<void>((resolve) => process.nextTick(resolve));
      await receiver.sendTo('x', receiver.localAddress);
      accepted.destroy();
    });
    for (const socket of later) socket.destroy();
    server.close();
    const client = lanes.tracks.find(({ remote }) => remote.endsWith(':4958'));
    const states = client?.changes.map(({ state }) => state) ?? [];
    expect(states.filter((state) => state === 'ESTABLISHED')).to.have.length(1);
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

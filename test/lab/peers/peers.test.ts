import diagnostics from 'node:diagnostics_channel';
import { once } from 'node:events';
import net from 'node:net';
import { expect } from 'chai';
import { peers } from '../../../lib/lab/peers/peers.ts';
import { Addrinfo, type SystemCall } from '../../../lib/socket/index.ts';
import { holdAddresses } from '../../hold-address.ts';

const HOST = '127.0.6.104';

describe('peers that misbehave', () => {
  holdAddresses(104);
  const to = Addrinfo.tcp(HOST, 4621);
  const seen: Buffer[] = [];
  let errors: string[] = [];
  let server: net.Server;

  beforeEach(async () => {
    seen.length = 0;
    errors = [];
    server = net.createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('data', (chunk) => seen.push(chunk));
      socket.on('error', ({ message }) => errors.push(message));
      socket.on('end', () => socket.end('answer'));
    });
    server.listen(4621, HOST);
    await once(server, 'listening');
  });

  afterEach(() => server.close());

  it('the dripper sends byte by byte, and all of it', async () => {
    const report = await peers.dripper(to, 'hello', { interval: 5 });
    expect(report).to.deep.equal({ sent: 5, received: 6, outcome: 'closed by the server' });
    expect(Buffer.concat(seen).toString()).to.equal('hello');
    expect(seen.length).to.be.above(2);
  });

  it('the resetter resets', async () => {
    const connection = once(server, 'connection');
    await peers.resetter(to, 'x');
    const [socket] = await connection;
    await new Promise((resolve) => socket.on('close', resolve));
    expect(errors).to.deep.equal(['read ECONNRESET']);
  });

  it('the half-closer hears the answer', async () => {
    const report = await peers.halfCloser(to, 'x');
    expect(report).to.deep.equal({ sent: 1, received: 6, outcome: 'closed by the server' });
  });

  it('the slow reader fills the send buffer of the server', async () => {
    const big = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(Buffer.alloc(8 << 20));
    });
    big.listen(4622, HOST);
    await once(big, 'listening');
    const enough = new AbortController();
    let reads = 0;
    const count = (message: unknown) => {
      const { name, result } = message as SystemCall;
      if (/^recv/.test(name) && result > 0 && ++reads === 5) enough.abort();
    };
    diagnostics.subscribe('wirebook.syscall', count);
    const connection = once(big, 'connection');
    const options = { duration: 10_000, interval: 1, signal: enough.signal };
    const report = await peers.slowReader(Addrinfo.tcp(HOST, 4622), 'x', options);
    diagnostics.unsubscribe('wirebook.syscall', count);
    expect(report).to.deep.equal({ sent: 1, received: 5, outcome: 'closed by the client' });
    const [socket] = await connection;
    expect(socket.writableLength, 'bytes that the kernel does not take').to.be.above(0);
    big.close();
  });

  it('the silent one, and a crowd of them, go when their time is up', async () => {
    const reports = await peers.crowd(to, { clients: 5, duration: 50 });
    expect(reports.map(({ outcome }) => outcome)).to.deep.equal(
      Array(5).fill('closed by the client'),
    );
  });

  it('the garbage sender sends random bytes, the flooder sends many', async () => {
    await peers.garbageSender(to, { bytes: 300 });
    expect(Buffer.concat(seen).length).to.equal(300);
    const report = await peers.flooder(to, { bytes: 2 << 20 });
    expect(report).to.deep.include({ sent: 2 << 20, outcome: 'closed by the client' });
  });

  it('the never-accepter lets backlog + 1 clients in, and no more', async () => {
    using listener = peers.neverAccepter(Addrinfo.tcp(HOST, 0), { backlog: 1 });
    const { localAddress } = listener;
    const reports = await peers.crowd(localAddress, { clients: 3, duration: 100 });
    expect(reports).to.have.length(3);
  });

  it('report a server that is not there', async () => {
    const report = await peers.silent(Addrinfo.tcp(HOST, 4629));
    expect(report.outcome).to.equal('refused');
  });
});

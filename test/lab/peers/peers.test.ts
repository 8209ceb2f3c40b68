import { once } from 'node:events';
import net from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { netcat } from '../../lib/lab/netcat.ts';
import { Conversation } from '../../lib/lab/netcat-conversation.ts';
import { peers } from '../../lib/lab/peers.ts';
import { Addrinfo } from '../../lib/socket/index.ts';
import { holdAddresses } from '../hold-address.ts';
import { program } from './needs.ts';

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
    const report = await peers.slowReader(Addrinfo.tcp(HOST, 4622), 'x', { duration: 100 });
    expect(report.outcome).to.equal('closed by the client');
    expect(report.received).to.be.within(1, 20);
    big.close();
  });

  it('the silent one, and a crowd of them, go when their time is up', async () => {
    const reports = await peers.crowd(to, { clients: 5, duration: 50 });
    expect(reports.map(({ outcome }) => outcome)).to.deep.equal(
      Array(5).fill('closed by the client'),
    );
  });

  it('the garbage sender sends what is no message, the flooder sends much', async () => {
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

describe('netcat', () => {
  let server: net.Server;

  before(async () => {
    server = net.createServer((socket) => {
      socket.on('data', (data) => socket.write(data.toString().toUpperCase()));
    });
    server.listen(4623, HOST);
    await once(server, 'listening');
  });

  after(() => server.close());

  it('sends, ends, and shows who said what', async () => {
    const talk = await netcat(HOST, 4623, { send: 'hello\n', name: 'ann' });
    expect(talk.received).to.equal('HELLO\n');
    expect(inspect(talk)).to.equal(
      'ann > hello\nann < HELLO\nann - the server ended the connection',
    );
  });

  it('keeps several clients apart in one output', async () => {
    const talks = await Promise.all(
      ['ann', 'bo'].map((name) => netcat(HOST, 4623, { send: name, name })),
    );
    const text = inspect(Conversation.merge(...talks));
    expect(text).to.include('ann > ann').and.include('bo  < BO');
  });

  it('does not wait for ever', async () => {
    const talk = await netcat(HOST, 4623, { send: 'x', end: false, timeout: 50 });
    expect(talk.lines.at(-1)?.text).to.equal('nothing more within 50 ms, so this client closed');
  });

  it('fails where nobody listens', async () => {
    const failure = await netcat(HOST, 4624).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'ECONNREFUSED');
  });

  it('is the real nc where that is asked for', async function () {
    program('nc').call(this);
    const talk = await netcat(HOST, 4623, { send: 'real', by: 'nc' });
    expect(talk.received).to.equal('REAL');
  });
});

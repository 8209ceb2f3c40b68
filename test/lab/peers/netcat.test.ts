import { once } from 'node:events';
import net from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { netcat } from '../../../lib/lab/peers/netcat.ts';
import { Conversation } from '../../../lib/lab/peers/netcat-conversation.ts';
import { holdAddresses } from '../../hold-address.ts';
import { program } from '../needs.ts';

const HOST = '127.0.6.104';

describe('netcat', () => {
  holdAddresses(104);
  let server: net.Server;

  before(async () => {
    server = net.createServer((socket) => {
      socket.on('data', (data) => socket.write(data.toString().toUpperCase()));
    });
    server.listen(4623, HOST);
    await once(server, 'listening');
  });

  after(() => server.close());

  it('sends, ends, and shows the lines of both sides', async () => {
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

  it('ends after its timeout', async () => {
    const talk = await netcat(HOST, 4623, { send: 'x', end: false, timeout: 50 });
    expect(talk.lines.at(-1)?.text).to.equal('nothing more within 50 ms, so this client closed');
  });

  it('fails where no server listens', async () => {
    const failure = await netcat(HOST, 4624).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'ECONNREFUSED');
  });

  it('runs the real nc on request', async function () {
    program('nc').call(this);
    const talk = await netcat(HOST, 4623, { send: 'real', by: 'nc' });
    expect(talk.received).to.equal('REAL');
  });
});

import { expect } from 'chai';
import { background, stopAll } from '../../../lib/lab/background/background.ts';
import {
  Addrinfo,
  AF_INET,
  SOCK_DGRAM,
  SOCK_STREAM,
  Socket,
  TcpServer,
  TcpSocket,
} from '../../../lib/socket/index.ts';
import { holdAddresses } from '../../hold-address.ts';
import { host } from '../test-host.ts';

const HOST = '127.0.6.102';

describe('background with sockets of the course', () => {
  holdAddresses(102);
  afterEach(() => stopAll());

  /** Greets each client and closes first, which leaves the server's port in TIME_WAIT. */
  function greeter(port: number) {
    return background('greeter', async ({ log }) => {
      const listener = new Socket(AF_INET, SOCK_STREAM);
      listener.bind(Addrinfo.tcp(HOST, port));
      listener.listen();
      for (;;) {
        const [socket] = await listener.accept();
        log('accepted');
        await socket.sendAll('welcome');
        socket.close();
      }
    });
  }

  async function ask(port: number): Promise<string> {
    await using client = new Socket(AF_INET, SOCK_STREAM);
    await client.connect(Addrinfo.tcp(HOST, port));
    const chunks = await Array.fromAsync(client);
    return Buffer.concat(chunks).toString();
  }

  it('is ready at once when it listens before its first wait', async () => {
    const cell = greeter(4701);
    expect(cell.state).to.equal('listening');
    expect(cell.address).to.equal('127.0.6.102:4701');
    expect(await ask(4701)).to.equal('welcome');
  });

  it('binds the same port again although the server closed first', async () => {
    for (let run = 0; run < 3; run++) {
      await greeter(4702).ready;
      expect(await ask(4702)).to.equal('welcome');
    }
  });

  it('counts accepted connections and their bytes', async () => {
    const cell = await host.execute(() => void greeter(4703));
    await ask(4703);
    await ask(4703);
    await cell.shows(/connections: 0 open, 2 in all, 0 bytes received, 14 bytes sent/);
  });

  it('does not count the end of a stream as a byte', async () => {
    const cell = await host.execute(() => {
      background('echo', async () => {
        const server = new TcpServer({ host: HOST, port: 4707 });
        for (;;) {
          using connection = await server.accept();
          for await (const chunk of connection) await connection.sendAll(chunk);
        }
      });
    });
    const client = await TcpSocket.connect({ host: HOST, port: 4707 });
    await client.sendAll('hello');
    await client.recvExact(5);
    client.close();
    await cell.shows(/connections: 0 open, 1 in all, 5 bytes received, 5 bytes sent/);
  });

  it('closes listener and connections when it stops, and their waiting calls do not fail it', async () => {
    const cell = greeter(4704);
    await cell.ready;
    await cell.stop();
    expect(cell.state).to.equal('stopped');
    const refused = await ask(4704).catch((error: unknown) => error);
    expect(refused).to.have.property('code', 'ECONNREFUSED');
  });

  it('is ready when a datagram socket is bound', async () => {
    const cell = background('udp', async () => {
      const socket = new Socket(AF_INET, SOCK_DGRAM);
      socket.bind(Addrinfo.udp(HOST, 4705));
      await socket.recv();
    });
    await cell.ready;
    expect([cell.state, cell.address]).to.deep.equal(['listening', '127.0.6.102:4705']);
  });

  it('fails its cell with the error of bind, before anything waits', async () => {
    await greeter(4706).ready;
    const cell = await host.execute(() => {
      background('second', () => new Socket(AF_INET, SOCK_STREAM).bind(Addrinfo.tcp(HOST, 4706)));
    });
    await cell.shows(/✕ second: failed.*EADDRINUSE/s);
    expect(cell.errors[0]).to.have.property('code', 'EADDRINUSE');
  });
});

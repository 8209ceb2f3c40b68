import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { background, stopAll } from '../../../lib/lab/background/background.ts';
import { openLesson } from '../../../lib/lab/lesson.ts';
import { tcpTable, udpTable } from '../../../lib/lab/tables/tcp-table.ts';
import {
  Addrinfo,
  AF_INET,
  AF_INET6,
  SOCK_DGRAM,
  SOCK_STREAM,
  Socket,
} from '../../../lib/socket/index.ts';
import { program } from '../needs.ts';
import { useLesson } from '../use-lesson.ts';

describe('tables', () => {
  const { HOST } = useLesson(108);

  afterEach(() => stopAll());

  describe('tcpTable()', () => {
    it('shows a listener with its queue and the queue limit', async () => {
      using listener = new Socket(AF_INET, SOCK_STREAM);
      listener.bind(Addrinfo.tcp(HOST, 4801));
      listener.listen(3);
      using client = new Socket(AF_INET, SOCK_STREAM);
      await client.connect(Addrinfo.tcp(HOST, 4801));

      const [row, ...rest] = tcpTable({ port: 4801 });
      expect(row).to.include({ state: 'LISTEN', receiveQueue: 1, sendQueue: 3 });
      expect(row).to.include({ localAddress: HOST, localPort: 4801, fd: listener.fileno() });
      expect(rest.map(({ state }) => state)).to.deep.equal(['ESTABLISHED', 'ESTABLISHED']);
    });

    it('shows a listener above its connections, also where a client has a lower port', async () => {
      using listener = new Socket(AF_INET, SOCK_STREAM);
      listener.bind(Addrinfo.tcp(HOST, 4820));
      listener.listen();
      using client = new Socket(AF_INET, SOCK_STREAM);
      client.bind(Addrinfo.tcp(HOST, 4819));
      await client.connect(listener.localAddress);
      const { rows } = tcpTable({ port: 4820 });
      expect(rows.map(({ state, localPort }) => `${state} ${localPort}`)).to.deep.equal([
        'LISTEN 4820',
        'ESTABLISHED 4820',
        'ESTABLISHED 4819',
      ]);
    });

    it('names the process that has a socket open, as ss does', async function () {
      program('ss').call(this);
      const code = `const server = require('net').createServer().listen(4821, '${HOST}', () => console.log('open'));`;
      const other = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(other.stdout, 'data');
      using listener = new Socket(AF_INET, SOCK_STREAM);
      listener.bind(Addrinfo.tcp(HOST, 4822));
      listener.listen();
      const tables = [4821, 4822].map((port) => tcpTable({ port, details: true }));
      const pids = tables.map((table) => table.rows[0]?.processes?.map(({ pid }) => pid));
      const listed = execFileSync('ss', ['-tlnpH', `src ${HOST}`], { encoding: 'utf8' });
      other.kill();
      expect(pids).to.deep.equal([[other.pid], [process.pid]]);
      for (const pid of pids.flat()) expect(listed).to.include(`pid=${pid},`);
      expect(inspect(tables[0]))
        .to.include(`another process  `)
        .and.include(`node (pid ${other.pid})`);
    });

    it('shows the time that is left of TIME_WAIT in a column of its own, if asked', async () => {
      const server = net.createServer((socket) => socket.end());
      server.listen(4818, HOST);
      await once(net.connect(4818, HOST).resume(), 'close');
      const table = tcpTable({ port: 4818, timers: true });
      const row = table.rows.find(({ state }) => state === 'TIME_WAIT');
      expect(row?.timer).to.be.within(50, 60);
      expect(table.rows.find(({ state }) => state === 'LISTEN')?.timer).to.equal(undefined);
      expect(String(table))
        .to.match(/State +Timer +Recv-Q/)
        .and.match(/TIME_WAIT +(5\d|60) s/);
      expect(String(tcpTable({ port: 4818 }))).not.to.match(/Timer/);
      server.close();
    });

    it('counts bytes that wait to be received', async () => {
      const server = net.createServer((socket) => socket.pause().write('12345'));
      server.listen(4802, HOST);
      await once(server, 'listening');
      using client = new Socket(AF_INET, SOCK_STREAM);
      await client.connect(Addrinfo.tcp(HOST, 4802));
      await client.recv(2);
      const row = tcpTable({ port: 4802 }).rows.find(({ fd }) => fd === client.fileno());
      expect(row?.receiveQueue).to.equal(3);
      await client.recv();
      server.close();
    });

    it('shows the sockets at the lesson address, TIME_WAIT too, and no strangers', async () => {
      const server = net.createServer((socket) => socket.end());
      server.listen(4803, HOST);
      const client = net.connect(4803, HOST).resume();
      await once(client, 'close');
      const stranger = net.createServer().listen(0, '127.0.0.1');
      await once(stranger, 'listening');
      const rows = tcpTable().rows.filter(({ localPort }) => localPort === 4803);
      expect(rows.map(({ state }) => state)).to.deep.equal(['LISTEN', 'TIME_WAIT']);
      expect(rows[1]?.fd).to.equal(undefined);
      stranger.close();
      server.close();
    });

    it('leaves out connections that an earlier run of the lesson left in TIME_WAIT', async () => {
      const server = net.createServer((socket) => socket.end());
      server.listen(4809, HOST);
      await once(server, 'listening');
      const visit = () => once(net.connect(4809, HOST).resume(), 'close');
      await visit();
      server.close();
      openLesson(108);
      expect(tcpTable({ port: 4809 }).rows).to.deep.equal([]);
      expect(tcpTable({ port: 4809, all: true }).rows).to.not.be.empty;

      const again = net.createServer((socket) => socket.end()).listen(4809, HOST);
      await once(again, 'listening');
      await visit();
      expect(tcpTable({ port: 4809 }).rows.map(({ state }) => state)).to.deep.equal([
        'LISTEN',
        'TIME_WAIT',
      ]);
      again.close();
    });

    it('leaves out another program that has the same port at another address', async () => {
      const program = "net.createServer().listen(4804, '127.0.0.1', () => console.log('up'))";
      const stranger = spawn(process.execPath, ['-e', program], { stdio: 'pipe' });
      await once(stranger.stdout, 'data');
      const server = net.createServer().listen(4804, HOST);
      await once(server, 'listening');
      const locals = (table: ReturnType<typeof tcpTable>) =>
        table.rows.map(({ localAddress }) => localAddress);
      expect(locals(tcpTable({ port: 4804 }))).to.deep.equal([HOST]);
      expect(locals(tcpTable({ port: 4804, all: true }))).to.have.members([HOST, '127.0.0.1']);
      stranger.kill();
      server.close();
      await once(stranger, 'exit');
    });

    it('agrees with ss', async () => {
      const cell = background('listener', () => void net.createServer().listen(4804, HOST, 7));
      await cell.ready;
      const ss = execFileSync('ss', ['-Htln', 'sport = 4804'], { encoding: 'utf8' });
      const [row] = tcpTable({ port: 4804 });
      expect(ss.split(/\s+/).slice(0, 4)).to.deep.equal([
        row?.state,
        String(row?.receiveQueue),
        String(row?.sendQueue),
        `${row?.localAddress}:${row?.localPort}`,
      ]);
    });

    it('reads IPv6 addresses', async () => {
      using listener = new Socket(AF_INET6, SOCK_STREAM);
      listener.bind(Addrinfo.tcp('::1', 0));
      listener.listen();
      const [row] = tcpTable({ port: listener.localAddress.ipPort });
      expect(row).to.include({ localAddress: '::1', state: 'LISTEN' });
    });

    it('has a text form with a caption, titles and a note', () => {
      using listener = new Socket(AF_INET, SOCK_STREAM);
      listener.bind(Addrinfo.tcp(HOST, 4805));
      listener.listen(5);
      expect(
        inspect(tcpTable({ port: 4805 }))
          .split('\n')
          .slice(0, 3),
      ).to.deep.equal([
        'TCP sockets',
        'State   Recv-Q  Send-Q  Local             Peer  Descriptor',
        `LISTEN       0       5  127.0.108.1:4805        fd ${listener.fileno()}`,
      ]);
      expect(inspect(tcpTable({ port: 1 }))).to.match(/^TCP sockets\nNo TCP sockets\./);
    });
  });

  it('udpTable() shows bound datagram sockets', () => {
    using socket = new Socket(AF_INET, SOCK_DGRAM);
    socket.bind(Addrinfo.udp(HOST, 4806));
    const [row] = udpTable({ port: 4806 });
    expect(row).to.include({ localAddress: HOST, fd: socket.fileno(), receiveQueue: 0 });
  });
});

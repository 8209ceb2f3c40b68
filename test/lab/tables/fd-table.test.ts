import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { expect } from 'chai';
import { fdTable } from '../../../lib/lab/tables/fd-table.ts';
import {
  Addrinfo,
  AF_INET,
  AF_UNIX,
  SOCK_STREAM,
  Socket,
  UnixServer,
} from '../../../lib/socket/index.ts';
import { useLesson } from '../use-lesson.ts';

describe('the table of file descriptors', () => {
  const { HOST } = useLesson(108);

  it('fdTable() shows the descriptors that were opened since the lesson was, with their flags', () => {
    using listener = new Socket(AF_INET, SOCK_STREAM);
    listener.bind(Addrinfo.tcp(HOST, 4807));
    listener.listen();
    using unix = new Socket(AF_UNIX, SOCK_STREAM);
    unix.bind(Addrinfo.unix('\0wirebook-tables'));
    const rows = new Map(fdTable().rows.map((row) => [row.fd, row]));
    expect(rows.get(listener.fileno())).to.deep.equal({
      fd: listener.fileno(),
      kind: 'TCP socket',
      name: `LISTEN ${HOST}:4807`,
      flags: ['nonblock', 'cloexec'],
    });
    expect(rows.get(unix.fileno())).to.include({
      kind: 'Unix stream socket',
      name: '@wirebook-tables',
    });
    expect(rows.has(1)).to.equal(false);
    expect(fdTable({ all: true }).rows.some(({ fd }) => fd === 1)).to.equal(true);
  });

  it('fdTable({ pid }) shows those of another process, also of a file that was removed', async () => {
    const folder = mkdtempSync('/tmp/fd-table-');
    const letter = openSync(`${folder}/letter`, 'w+');
    rmSync(folder, { recursive: true });
    using listener = new UnixServer({ path: `\0fd-table-${process.pid}` });
    const child = spawn('sleep', ['60'], { stdio: ['ignore', 'pipe', letter, listener.fileno()] });
    closeSync(letter);
    try {
      await once(child, 'spawn');
      const rows = new Map(fdTable({ pid: child.pid }).rows.map((row) => [row.fd, row]));
      expect(rows.get(0)).to.include({ kind: 'device', name: '/dev/null' });
      expect(rows.get(2)).to.include({ kind: 'file', name: `${folder}/letter (deleted)` });
      expect(rows.get(3)).to.deep.equal({
        fd: 3,
        kind: 'Unix stream socket',
        name: `LISTEN @fd-table-${process.pid}`,
        flags: ['nonblock'],
      });
      // Its standard output is a pipe or a socket without a name.
      const named = fdTable({ pid: child.pid, only: 'named' }).rows;
      expect(named.map(({ fd }) => fd)).to.deep.equal([0, 2, 3]);
    } finally {
      child.kill();
      await once(child, 'exit');
    }
    expect(() => fdTable({ pid: child.pid })).to.throw(`No process ${child.pid} runs`);
  });
});

import { expect } from 'chai';
import { fdTable } from '../../../lib/lab/tables/fd-table.ts';
import { Addrinfo, AF_INET, AF_UNIX, SOCK_STREAM, Socket } from '../../../lib/socket/index.ts';
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
});

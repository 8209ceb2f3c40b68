import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';

describe('withoutPrivileges', () => {
  it('lets root meet the limits of any user, and gives the rights back', function () {
    // Root of a namespace of its own, where no other user is known.
    const program = `
      import { Addrinfo, AF_INET, IPPROTO_ICMP, SOCK_RAW, SOCK_STREAM, Socket, withoutPrivileges } from 'wirebook';
      const raw = () => new Socket(AF_INET, SOCK_RAW, IPPROTO_ICMP).close();
      const low = () => { using socket = new Socket(AF_INET, SOCK_STREAM); socket.bind(Addrinfo.tcp('127.0.0.1', 81)); };
      const codes = [raw, low].map((act) => {
        try { withoutPrivileges(act); } catch (error) { return error.code; }
      });
      raw();
      low();
      console.log(codes.join(' '));`;
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      [
        ...['--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'],
        ...[process.execPath, '--input-type=module', '-e', program],
      ],
      { cwd: courseRoot, encoding: 'utf8' },
    );
    if (stderr.includes('unshare')) {
      console.log('    skipped: this machine allows no network namespace');
      this.skip();
    }
    expect(stdout, stderr).to.equal('EPERM EACCES\n');
    expect(status).to.equal(0);
  });
});

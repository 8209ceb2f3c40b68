import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { ipv6Host, standInFor } from '../../../lib/lab/system/ipv6-host.ts';
import { withoutInet6 } from '../../seccomp.ts';

/** Ways in which a machine has no IPv6, each a command that runs another one there. */
const machines = {
  'without IPv6': [
    ...['unshare', '--map-root-user', '--net', 'sh', '-c'],
    'ip link set lo up && echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 && exec "$@"',
    'sh',
  ],
  'whose filter of system calls refuses AF_INET6': [
    ...['bwrap', '--dev-bind', '/', '/', '--proc', '/proc', '--unshare-net'],
    ...['--die-with-parent', '--seccomp', '3'],
  ],
} as const;

const wirebook = [process.execPath, join(courseRoot, 'lib/wirebook.mjs')] as const;

for (const [machine, [program, ...args]] of Object.entries(machines)) {
  describe(`a machine ${machine}`, function () {
    this.timeout(120_000);
    let filter: string;

    function there(...command: readonly string[]) {
      const fd = openSync(filter, 'r');
      try {
        return spawnSync(program, [...args, ...command], {
          ...{ cwd: courseRoot, encoding: 'utf8' },
          stdio: ['ignore', 'pipe', 'pipe', fd],
        });
      } finally {
        closeSync(fd);
      }
    }

    before(function () {
      filter = join(mkdtempSync(join(tmpdir(), 'wirebook-ipv6-')), 'filter');
      writeFileSync(filter, withoutInet6);
      if (there('true').status !== 0) {
        console.log('    skipped: this machine allows no namespaces');
        this.skip();
      }
    });
    after(() => rmSync(dirname(filter), { recursive: true }));

    for (const lesson of ['01-sockets-and-addresses', '06-node-wrappers']) {
      it(`runs lesson ${lesson} to its end`, () => {
        const { status, stdout, stderr } = there(...wirebook, 'run', `notebooks/${lesson}.ipynb`);
        expect(status, stdout + stderr).to.equal(0);
      });
    }

    it('gives all points of exercise 06', () => {
      const file = 'solutions/06-node-wrappers.ipynb';
      const { stdout, stderr } = there(...wirebook, 'check', '--json', file);
      expect(stdout, stderr).to.match(/"points":\s*10/);
    });

    it('is told so in one line, with the address that stands in', () => {
      const code = `const { openLesson } = await import(process.argv[1]);
        console.log(openLesson(106).HOST6);`;
      const library = join(courseRoot, 'lib/dist/index.js');
      const { stdout, stderr } = there(
        ...[process.execPath, '--input-type=module', '-e', code, library],
      );
      expect(stdout).to.equal('127.0.106.2\n');
      expect(stderr).to.match(/^This machine has no IPv6: 127\.0\.106\.2 stands in for ::1 .*\n$/);
    });
  });
}

describe('ipv6Host', () => {
  it('is ::1 where the machine has it, and an IPv4 address beside the lesson’s otherwise', () => {
    const { warn } = console;
    console.warn = () => {};
    try {
      expect(['::1', '127.0.6.2']).to.include(ipv6Host('127.0.6.1'));
    } finally {
      console.warn = warn;
    }
    expect(standInFor('127.240.6.1')).to.equal('127.240.6.2');
  });
});

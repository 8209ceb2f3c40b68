import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';

const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all'];

/** Opens a packet socket as `capture()` does, then a raw one as a lesson does. */
const trial = `
  const lib = process.argv[1] + '/lib/dist/socket/';
  const { AF_INET, AF_PACKET, SOCK_RAW, Socket } = await import(lib + 'index.js');
  const { withCaptureRights } = await import(lib + 'system/capability.js');
  const outcome = (act) => {
    try {
      act().close();
      return 'allowed';
    } catch (error) {
      return error.code;
    }
  };
  console.log('capture:', outcome(() => withCaptureRights(() => new Socket(AF_PACKET, SOCK_RAW))));
  console.log('raw:', outcome(() => new Socket(AF_INET, SOCK_RAW, 1)));`;

// Only root may give a program capabilities; the devcontainer's own test does it by sudo.
if (process.getuid?.() === 0) {
  describe('allow-captures.sh, on a copy of the course’s Node', function () {
    this.timeout(60_000);
    let root: string;

    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), 'wirebook-captures-'));
      chmodSync(root, 0o755);
      const node = join(root, 'node_modules', 'node', 'bin', 'node');
      cpSync(realpathSync(process.execPath), node);
      mkdirSync(join(root, 'node_modules', '.bin'));
      symlinkSync(node, join(root, 'node_modules', '.bin', 'node'));
      const parts = ['.devcontainer/allow-captures.sh', 'lib/package.json', 'lib/dist/socket'];
      for (const part of [...parts, 'node_modules/koffi', 'node_modules/@koromix']) {
        cpSync(join(courseRoot, part), join(root, part), { recursive: true });
      }
    });
    afterEach(() => rmSync(root, { recursive: true }));

    const tryAsNobody = () =>
      execFileSync(
        'setpriv',
        [
          ...nobody,
          join(root, 'node_modules', '.bin', 'node'),
          ...['--input-type=module', '--eval', trial, root],
        ],
        { cwd: root, encoding: 'utf8', env: {} },
      ).trim();

    it('lets a plain user capture, and do no more than before', () => {
      expect(tryAsNobody()).to.equal('capture: EPERM\nraw: EPERM');
      const { status, stderr } = spawnSync(join(root, '.devcontainer', 'allow-captures.sh'));
      expect({ status, stderr: String(stderr) }).to.deep.equal({ status: 0, stderr: '' });
      expect(tryAsNobody()).to.equal('capture: allowed\nraw: EPERM');
    });

    it('says so in one line where the container may not, and leaves Node as it was', () => {
      const without = ['--bounding-set=-net_raw,-net_admin', '--inh-caps=-all'];
      const { status, stderr } = spawnSync('setpriv', [
        ...without,
        join(root, '.devcontainer', 'allow-captures.sh'),
      ]);
      expect({ status, stderr: String(stderr) }).to.deep.equal({
        status: 0,
        stderr:
          'Captures stay recordings: this container was started without NET_RAW and NET_ADMIN\n',
      });
      expect(tryAsNobody()).to.equal('capture: EPERM\nraw: EPERM');
    });
  });
}

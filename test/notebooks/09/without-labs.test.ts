import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { holdAddresses } from '../../hold-address.ts';

describe('lesson 09 where no lab is allowed', function () {
  this.timeout(60_000);
  holdAddresses(9);
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-without-labs-'));
  after(() => rmSync(folder, { recursive: true }));

  it('shows by a relay all that it shows by a lab, and says so once', () => {
    const args = ['lib/wirebook.mjs', 'run', 'notebooks/09-udp.ipynb', '--out', folder, '--json'];
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: courseRoot,
      encoding: 'utf8',
      // Where unshare(1) cannot be found, the machine allows no namespaces.
      env: { ...process.env, PATH: dirname(process.execPath) },
    });
    expect(JSON.parse(stdout), stderr)
      .to.have.nested.property('[0]')
      .that.deep.includes({ status: 'ok', failures: [] });
    const shown = readFileSync(join(folder, '09-udp.ipynb'), 'utf8');
    expect(shown.match(/relay on the loopback interface stands in: for datagrams/g)).to.have.length(
      1,
    );
  });
});

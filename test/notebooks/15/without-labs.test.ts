import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { holdAddresses } from '../../hold-address.ts';

describe('lesson 15 where no lab is allowed', function () {
  this.timeout(60_000);
  holdAddresses(15);
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-without-labs-'));
  after(() => rmSync(folder, { recursive: true }));

  it('shows what was recorded, marked as such, and says why once', () => {
    const args = [
      'lib/wirebook.mjs',
      'run',
      'notebooks/15-errors-and-time.ipynb',
      '--out',
      folder,
      '--json',
    ];
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: courseRoot,
      encoding: 'utf8',
      // Where unshare(1) cannot be found, the machine allows no namespaces.
      env: { ...process.env, PATH: dirname(process.execPath) },
    });
    expect(JSON.parse(stdout), stderr)
      .to.have.nested.property('[0]')
      .that.deep.includes({ status: 'ok', failures: [] });
    const shown = readFileSync(join(folder, '15-errors-and-time.ipynb'), 'utf8');
    expect(shown.match(/This machine allows no hosts of a lab/g)).to.have.length(1);
    expect(shown.match(/ \(recorded\)\\n/g)).to.have.length(8);
  });
});

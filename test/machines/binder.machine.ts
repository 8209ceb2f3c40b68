import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';

const run = promisify(execFile);

describe('Binder', function () {
  this.timeout(300_000);
  let environment: string;

  before(async () => {
    environment = mkdtempSync(join(tmpdir(), 'wirebook-repo2docker-'));
    await run('python3', ['-m', 'venv', environment]);
    const lock = join(import.meta.dirname, 'binder', 'requirements.txt');
    const options = ['--quiet', '--require-hashes', '--only-binary=:all:', '--requirement', lock];
    await run(join(environment, 'bin', 'pip'), ['install', ...options]);
  });
  after(() => rmSync(environment, { recursive: true }));

  it('makes the image of .binder/: its packages, its environment, then its postBuild', async () => {
    // Without an engine it writes the recipe of the image, and builds nothing.
    const { stdout, stderr } = await run(
      join(environment, 'bin', 'repo2docker'),
      ['--no-build', '--debug', courseRoot],
      { maxBuffer: 16 * 1024 * 1024 },
    );
    const packages = readFileSync(join(courseRoot, '.binder/apt.txt'), 'utf8').trim();
    const steps = [
      'Building conda environment for python=3.12',
      `apt-get install --yes --no-install-recommends ${packages.replaceAll('\n', ' ')} `,
      '--file ".binder/environment.yml"',
      'COPY --chown=0:0 src/ ',
      '\nUSER ',
      'RUN ./.binder/postBuild',
    ];
    const said = stderr + stdout;
    let from = 0;
    for (const step of steps) {
      const at = said.indexOf(step, from);
      expect(at, `${step} comes next in:\n${said}`).to.be.at.least(0);
      from = at;
    }
  });
});

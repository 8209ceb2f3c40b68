import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';

describe('.ci/apt.sh', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-apt-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs it as root of a machine whose apt-get has no such package. */
  function run(unknown: string) {
    for (const name of ['bash', 'env', 'mktemp', 'rm', 'tail']) {
      symlinkSync(join('/usr/bin', name), join(folder, name));
    }
    const log = join(folder, 'log');
    program('id', 'echo 0');
    program(
      'apt-get',
      `echo "$*" >> ${log}
case " $* " in *" ${unknown} "*) exit 100 ;; esac`,
    );
    const script = join(courseRoot, '.ci', 'apt.sh');
    const { status, stderr } = spawnSync('/bin/bash', [script, '--if-allowed'], {
      env: { PATH: folder },
      encoding: 'utf8',
    });
    return { status, stderr, asked: readFileSync(log, 'utf8').trim().split('\n') };
  }

  function program(name: string, body: string): void {
    writeFileSync(join(folder, name), `#!/bin/bash\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  }

  it('installs all at once', () => {
    const { status, asked } = run('none-such');
    expect(status).to.equal(0);
    expect(asked).to.have.length(1);
    expect(asked[0]).to.include('chromium').and.include('strace');
  });

  it('installs the others where one package cannot be had, and names that', () => {
    const { status, stderr, asked } = run('chromium');
    expect(status).to.equal(0);
    expect(stderr).to.match(/^Missing for some tests: chromium; run 'apt-get install chromium'/m);
    expect(asked.at(-1)).to.match(/ [a-z0-9-]+$/);
    expect(asked.some((line) => line.endsWith(' strace'))).to.equal(true);
  });
});

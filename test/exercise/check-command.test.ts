import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/paths.ts';
import { holdAddresses } from '../hold-address.ts';
import { ctrlC, Terminal } from '../terminal.ts';
import { answer } from './class-folder.ts';

describe('wirebook check', () => {
  holdAddresses(2);

  function check(file: string): { readonly status: number | null; readonly said: string } {
    const args = [join(courseRoot, 'lib/wirebook.mjs'), 'check', file];
    const run = spawnSync(process.execPath, args, { cwd: courseRoot, encoding: 'utf8' });
    return { status: run.status, said: run.stdout + run.stderr };
  }

  it('exits with 1 on the stub, which earns nothing', () => {
    const { status, said } = check('exercises/02-server-lifecycle.ipynb');
    expect(said).to.include('0 of 10 points');
    expect(status).to.equal(1);
  });

  it('exits with 0 on the solution, which earns all', () => {
    const { status, said } = check('solutions/02-server-lifecycle.ipynb');
    expect(said).to.include('10 of 10 points');
    expect(status).to.equal(0);
  });

  it('finds an exercise of the course by its number and by its name', () => {
    for (const exercise of ['2', '02', '02-server-lifecycle', '02-server-lifecycle.ipynb']) {
      expect(check(exercise).said, exercise).to.include('02-server-lifecycle: 0 of 10 points');
    }
  });

  it('ends at Ctrl-C with all that it started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-check-'));
    const file = join(folder, 'endless.ipynb');
    writeFileSync(file, answer([], 'for (;;) {}'));
    try {
      await using terminal = Terminal.wirebook(['check', file]);
      await terminal.saw(/Checking/);
      terminal.type(ctrlC);
      const { written, status, ...end } = await terminal.ended;
      expect(status, written).to.equal(-constants.signals.SIGINT);
      expect(end).to.deep.equal({ showsCursor: true, hasSameSettings: true, left: [] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('exits with 2 and one sentence where there is no such notebook', () => {
    const { status, said } = check('exercises/99-nothing.ipynb');
    expect(said.trim().split('\n')).to.have.lengthOf(1);
    expect(said).to.include('99-nothing.ipynb');
    expect(status).to.equal(2);
  });
});

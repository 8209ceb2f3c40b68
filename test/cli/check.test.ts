import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { answer, exercise } from '../grade/class-folder.ts';
import { holdAddresses } from '../hold-address.ts';
import { ctrlC, Terminal } from '../terminal.ts';

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

describe('wirebook check --watch', function () {
  this.timeout(300_000);
  holdAddresses(2);
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-watch-'));
  const file = join(folder, `${exercise}.ipynb`);

  after(() => rmSync(folder, { recursive: true }));

  it('checks again at each save, however an editor saves, and ends at Ctrl-C', async () => {
    writeFileSync(file, answer([]));
    const program = join(courseRoot, 'lib/wirebook.mjs');
    const child = spawn(process.execPath, [program, 'check', file, '--watch'], { cwd: courseRoot });
    const exit = once(child, 'exit');
    let said = '';
    let heard = Promise.withResolvers<void>();
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        heard.resolve();
        heard = Promise.withResolvers();
      });
    }
    const saw = async (text: string) => {
      while (!said.includes(text)) await heard.promise;
      const before = said.slice(0, said.indexOf(text));
      said = said.slice(before.length + text.length);
      return before;
    };
    try {
      await saw('0 of 10 points');
      // While the first result may still be on its way to the terminal: no save may be lost.
      writeFileSync(file, answer(['task-1']));
      await saw('3 of 10 points');
      await saw('Watching');
      // As JupyterLab and others do it: a new file in the place of the old one.
      writeFileSync(`${file}.new`, answer(['task-1', 'task-2', 'task-3']));
      renameSync(`${file}.new`, file);
      await saw('10 of 10 points');
      await saw('Watching');
      // A loop without end does not keep the answer that mends it waiting.
      const mark = `import('node:fs').then((fs) => fs.writeFileSync('${join(folder, 'runs')}', ''))`;
      writeFileSync(file, answer([], `await ${mark}; for (;;) {}`));
      while (!existsSync(join(folder, 'runs'))) await delay(20);
      writeFileSync(file, answer(['task-1', 'task-2', 'task-3']));
      expect(await saw('10 of 10 points')).not.to.include('did not reach');
      writeFileSync(file, 'half of a noteb');
      await saw('Cannot read');
      await saw('Watching');
    } finally {
      child.kill('SIGINT');
    }
    const [code, signal] = await exit;
    expect(code ?? signal).to.be.oneOf([130, 'SIGINT']);
  });
});

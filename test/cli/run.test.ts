import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { notebookOf, writeCells } from '../notebook/notebooks.ts';
import { ctrlC, Terminal } from '../terminal.ts';

describe('wirebook run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-run-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is stopped by Ctrl-C, says so, writes nothing, and leaves no process behind', async () => {
    const cells = {
      before: '1',
      wait: 'await new Promise(() => {})',
    };
    const file = writeCells(folder, 'endless', notebookOf(cells));
    const out = join(folder, 'out');
    const child = spawn(
      process.execPath,
      [join(courseRoot, 'lib/wirebook.mjs'), 'run', file, '--out', out],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        printed += data;
      });
    }
    const closed = once(child, 'close');
    while (!printed.includes('cell 2 of 2')) await once(child.stdout, 'data');
    child.kill('SIGINT');
    // Its pipes close when the last process that has them is gone, the notebook's among them.
    expect(await closed, printed).to.deep.equal([1, null]);
    expect(printed).to.include('Stopped; what had run by then is written, nothing else is');
    expect(existsSync(join(out, 'endless.ipynb'))).to.equal(false);
  });

  for (const [how, stop] of [
    ['Ctrl-C', (terminal: Terminal) => terminal.type(ctrlC)],
    ['Ctrl-C twice', (terminal: Terminal) => terminal.type(ctrlC + ctrlC)],
    ['SIGTERM', (terminal: Terminal) => terminal.signal('SIGTERM')],
  ] as const) {
    it(`says so once in a terminal too, and leaves it as it was, at ${how}`, async () => {
      const file = writeCells(folder, 'endless', notebookOf({ wait: 'while (true) {}' }));
      await using terminal = Terminal.wirebook(['run', file]);
      await terminal.saw(/cell 1 of 1/);
      stop(terminal);
      const { written, ...end } = await terminal.ended;
      expect(written.match(/Stopped; what had run/g), written).to.have.lengthOf(1);
      expect(end).to.deep.equal({ status: 1, showsCursor: true, hasSameSettings: true, left: [] });
    });
  }

  it('tells of the cell that failed in one line, and of those it kept from running in another', async () => {
    const cells = { first: '1', bad: 'throw new Error("mine")', next: '2', last: '3' };
    const file = writeCells(folder, 'failing', notebookOf(cells));
    await using terminal = Terminal.wirebook(['run', file], { columns: 200 });
    const { written, status } = await terminal.ended;
    expect(status).to.equal(1);
    expect(written.replaceAll('\x1b[?25h', '').split('\r\n').slice(-3)).to.deep.equal([
      `${file}: cell bad, line 1: Error: mine`,
      `${file}: 2 more cells were not run`,
      '',
    ]);
  });

  it('ends when its terminal is closed, and leaves no process behind', async () => {
    const file = writeCells(folder, 'endless', notebookOf({ wait: 'while (true) {}' }));
    await using terminal = Terminal.wirebook(['run', file]);
    await terminal.saw(/cell 1 of 1/);
    terminal.close();
    const { left } = await terminal.ended;
    expect(left).to.deep.equal([]);
  });
});

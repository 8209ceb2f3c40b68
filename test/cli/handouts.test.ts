import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/base/paths.ts';
import { newFolder } from '../handout/fixture.ts';
import { holdAddresses } from '../hold-address.ts';
import { ctrlC, Terminal } from '../terminal.ts';

describe('wirebook handouts', function () {
  this.timeout(120_000);
  holdAddresses(0);
  const folder = newFolder();
  const out = join(folder, 'pages');
  after(() => rmSync(folder, { recursive: true }));

  /** Starts a build of lesson 00 with a cache of its own. */
  function start(cache: string, ...options: readonly string[]) {
    const args = ['handouts', '--only', '00', '--out', out, '--cache', join(folder, cache)];
    const child = spawn(
      process.execPath,
      [join(courseRoot, 'lib/wirebook.mjs'), ...args, ...options],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        printed += data;
      });
    }
    return { child, printed: () => printed, closed: once(child, 'close') };
  }

  it('builds the pages it is asked for, and tells cell, pace and place', async () => {
    const build = start('first');
    expect(await build.closed, build.printed()).to.deep.equal([0, null]);
    expect(build.printed()).to.match(/cell 1 of \d+: /);
    expect(build.printed()).to.match(/Run 1 lesson: \d+ of \d+ cells, about \d+ s to go/);
    expect(build.printed()).to.match(/4 files in .*pages: open index\.html/);
    expect(readdirSync(out).sort()).to.deep.equal([
      '00-start-here.html',
      'exercise-00-start-here.html',
      'glossary.html',
      'index.html',
    ]);
  });

  it('runs nothing again when nothing has changed', async () => {
    const build = start('first');
    expect(await build.closed, build.printed()).to.deep.equal([0, null]);
    expect(build.printed()).to.include('No lesson has changed').and.not.to.include('cell 1 of');
  });

  it('is stopped by Ctrl-C, says so, and leaves the last build as it was', async () => {
    const before = readFileSync(join(out, '00-start-here.html'), 'utf8');
    const build = start('second');
    while (!build.printed().includes('cell 1 of')) await once(build.child.stdout, 'data');
    build.child.kill('SIGINT');
    expect(await build.closed, build.printed()).to.deep.equal([1, null]);
    expect(build.printed().match(/Stopped/g)).to.have.lengthOf(1);
    expect(build.printed()).to.include('Stopped; the last build is as it was\n');
    expect(readFileSync(join(out, '00-start-here.html'), 'utf8')).to.equal(before);
    expect(readdirSync(folder).filter((name) => name.startsWith('pages.'))).to.deep.equal([]);
  });

  it('says so once in a terminal too, and leaves it as it was', async () => {
    const args = ['--only', '00', '--out', join(folder, 'other'), '--cache', join(folder, 'third')];
    await using terminal = Terminal.wirebook(['handouts', ...args]);
    await terminal.saw(/cell 1 of/);
    terminal.type(ctrlC);
    const { written, ...end } = await terminal.ended;
    expect(written.match(/Stopped/g), written).to.have.lengthOf(1);
    expect(end).to.deep.equal({ status: 1, showsCursor: true, hasSameSettings: true, left: [] });
    expect(existsSync(join(folder, 'other'))).to.equal(false);
  });

  it('says what is wrong with a number that no notebook has', async () => {
    const build = start('first', '--only', '77');
    expect(await build.closed).to.deep.equal([2, null]);
    expect(build.printed()).to.equal('The course has no notebook with a number of 77\n');
    expect(existsSync(join(out, 'index.html'))).to.equal(true);
  });
});

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { publish, runSource } from '../../lib/handout/build.ts';
import { RunCache } from '../../lib/handout/run-cache.ts';
import { readNotebook } from '../../lib/notebook/format.ts';
import { code, markdown, newFolder, sourceOf } from './fixture.ts';

describe('handouts: building', () => {
  const folder = newFolder();
  const cache = new RunCache(join(folder, 'runs'));
  after(() => rmSync(folder, { recursive: true }));

  it('runs a lesson once, and takes its outputs from that run until the notebook changes', async () => {
    const cells = [code('count', "import { hrtime } from 'node:process';\nhrtime.bigint()")];
    const source = sourceOf(folder, { name: '41-once', cells, isRun: true });
    const ran: string[] = [];
    const onCell = ({ id }: { readonly id: string }) => void ran.push(id);

    const first = await runSource(source, { cache, onCell });
    const second = await runSource(source, { cache, onCell });
    expect(ran).to.deep.equal(['count']);
    expect(second).to.deep.equal(first);

    sourceOf(folder, { name: '41-once', cells: [...cells, code('more', '1')], isRun: true });
    await runSource(source, { cache, onCell });
    expect(ran).to.deep.equal(['count', 'count', 'more']);
  });

  it('names notebook, cell and line of a cell that fails, and keeps the last good build', async () => {
    const out = join(folder, 'kept');
    const good = sourceOf(folder, { name: '42-good', cells: [markdown('title', '# Good')] });
    await publish(new Map([[good, readNotebook(good.file)]]), { out });
    const cells = [code('broken', "const far = 1;\nthrow new Error('no way')")];
    const bad = sourceOf(folder, { name: '43-bad', cells, isRun: true });

    const failure = await runSource(bad, { cache }).then(String, String);
    expect(failure).to.match(/43-bad\.ipynb: cell broken, line 2: Error: no way/);
    expect(readdirSync(out).sort()).to.deep.equal(['42-good.html', 'glossary.html', 'index.html']);
  });

  it('replaces the last build whole, and leaves nothing beside it', async () => {
    const out = join(folder, 'replaced');
    const one = sourceOf(folder, { name: '44-one', cells: [markdown('title', '# One')] });
    const two = sourceOf(folder, { name: '45-two', cells: [markdown('title', '# Two')] });
    await publish(new Map([[one, readNotebook(one.file)]]), { out });
    await publish(new Map([[two, readNotebook(two.file)]]), { out });
    expect(readdirSync(out).sort()).to.deep.equal(['45-two.html', 'glossary.html', 'index.html']);
    expect(readdirSync(folder).filter((name) => name.startsWith('replaced'))).to.deep.equal([
      'replaced',
    ]);
  });

  it('stops when it is told to, and keeps the last good build', async () => {
    const out = join(folder, 'stopped');
    const one = sourceOf(folder, { name: '46-one', cells: [markdown('title', '# One')] });
    const pages = new Map([[one, readNotebook(one.file)]]);
    await publish(pages, { out });
    const before = readFileSync(join(out, '46-one.html'), 'utf8');
    const stopped = publish(pages, { out, signal: AbortSignal.timeout(1) }).then(
      () => 'built',
      () => 'stopped',
    );
    expect(await stopped).to.equal('stopped');
    expect(readFileSync(join(out, '46-one.html'), 'utf8')).to.equal(before);
    expect(existsSync(`${out}.new`)).to.equal(false);
  });

  it('lists every page in the index, with promise, minutes and points', async () => {
    const out = join(folder, 'listed');
    const head = '# First steps\n\nYou take `two` of them.\n\nAfter this lesson you can walk.';
    const lesson = sourceOf(folder, { name: '47-steps', cells: [markdown('title', head)] });
    await publish(new Map([[lesson, readNotebook(lesson.file)]]), { out });
    const index = readFileSync(join(out, 'index.html'), 'utf8');
    expect(index).to.include('<a href="47-steps.html">47 First steps</a>');
    expect(index).to.include('You take <code>two</code> of them.');
    expect(index).to.include('5 minutes');
    expect(index).not.to.include('After this lesson');
  });
});

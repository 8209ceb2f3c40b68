import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ContentCache } from '../../lib/base/content-cache.ts';
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

  it('renders and prints again only what has changed', async function () {
    this.timeout(120_000);
    const kept = join(folder, 'kept-pages');
    const pages = new ContentCache(kept);
    const out = join(folder, 'again');
    const build = async (text: string) => {
      const same = sourceOf(folder, { name: '48-same', cells: [markdown('title', '# Same')] });
      const other = sourceOf(folder, { name: '49-other', cells: [markdown('title', text)] });
      const all = [same, other].map((source) => [source, readNotebook(source.file)] as const);
      await publish(new Map(all), { out, cache: pages });
    };
    await build('# Other');
    // Whatever comes out of the cache bears this mark; whatever is rendered does not.
    for (const name of readdirSync(kept)) appendFileSync(join(kept, name), '<!-- kept -->');
    await build('# Other, changed');
    const marked = readdirSync(out).filter((name) =>
      readFileSync(join(out, name), 'utf8').endsWith('<!-- kept -->'),
    );
    // The page beside the changed one links to it by its title, as the index does.
    expect(marked).to.deep.equal(['glossary.html']);
    await build('# Other, changed');
    expect(readdirSync(kept)).to.have.length(7);
  });

  it('throws away what no build has used for a month', () => {
    const kept = join(folder, 'old');
    const pages = new ContentCache(kept);
    for (const key of ['old', 'used']) pages.keep(key, key);
    const longAgo = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
    for (const key of ['old', 'used']) utimesSync(join(kept, key), longAgo, longAgo);
    expect(pages.find('used')).to.equal(join(kept, 'used'));
    expect(new ContentCache(kept).find('old')).to.equal(undefined);
    expect(readdirSync(kept)).to.deep.equal(['used']);
  });

  it('makes the same pages from the same runs, byte for byte', async () => {
    const cells = [markdown('title', '# Same'), code('one', '1', [])];
    const source = sourceOf(folder, { name: '50-bytes', cells });
    const [first, second] = ['first', 'second'].map((name) => join(folder, name));
    for (const out of [first, second]) {
      await publish(new Map([[source, readNotebook(source.file)]]), { out: out ?? '' });
    }
    for (const name of readdirSync(first ?? '')) {
      const [a, b] = [first, second].map((out) => readFileSync(join(out ?? '', name)));
      expect(a?.equals(b ?? Buffer.of()), name).to.equal(true);
    }
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

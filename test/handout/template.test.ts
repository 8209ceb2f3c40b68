import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { HtmlValidate } from 'html-validate/node';
import type { Browser, Page } from 'playwright-core';
import { courseRoot } from '../../lib/base/paths.ts';
import { publish, runSource } from '../../lib/handout/build.ts';
import { printPages } from '../../lib/handout/pdf.ts';
import { RunCache } from '../../lib/handout/run-cache.ts';
import { courseSources } from '../../lib/handout/sources.ts';
import { recordedSpeed } from '../../lib/handout/speed-page.ts';
import { readNotebook } from '../../lib/notebook/format.ts';
import { chromiumMissing, launchChromium } from '../browser/chromium.ts';
import { fewAtATime } from '../few-at-a-time.ts';
import { whileHolding } from '../hold-address.ts';
import { code, markdown, newFolder, sourceOf } from './fixture.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const sources = courseSources('instructor');
const lessonNumbers = sources.flatMap(({ name, isRun }) =>
  isRun ? [Number.parseInt(name, 10)] : [],
);

describe(`handouts: a page in Chromium${chromiumMissing ? ` (${chromiumMissing})` : ''}`, () => {
  const folder = newFolder();
  const out = join(folder, 'pages');
  const address = (name: string) => pathToFileURL(join(out, `${name}.html`)).href;
  let browser: Browser;

  before(async function () {
    if (chromiumMissing) return this.skip();
    this.timeout(600_000);
    const cache = new RunCache(join(courseRoot, 'dist/cache/runs'));
    const course = await whileHolding(lessonNumbers, () =>
      fewAtATime(
        sources,
        4,
        async (source) => [source, await runSource(source, { cache })] as const,
      ),
    );
    const html = '<script>window.wasRun = true</script><b onclick="wasRun = true">bold</b>';
    const hostile = sourceOf(folder, {
      name: '99-hostile',
      cells: [
        markdown('title', '# Markup & more\n\nA page with `<b>` that tries.'),
        markdown('light', '## Lighthouse\n\nIts lamp is a `beacon`.'),
        markdown('hint', `Nearly the code:\n\n\`\`\`ts\nconst line = ${'x'.repeat(90)};\n\`\`\``),
        markdown('bytes', `On the wire:\n\n\`\`\`\n${'a b '.repeat(30)}\n\`\`\``),
        code('print', "console.log('x')", [
          {
            output_type: 'stream',
            name: 'stdout',
            text: '<script>window.wasRun = true</script>\n',
          },
        ]),
        code('display', "display('x')", [
          { output_type: 'display_data', data: { 'text/html': html }, metadata: {} },
        ]),
        code('wide', "console.log('y'.repeat(400))", [
          { output_type: 'stream', name: 'stdout', text: `${'y'.repeat(400)}\n` },
        ]),
      ],
    });
    const all = new Map([...course, [hostile, readNotebook(hostile.file)] as const]);
    await publish(all, { out, speed: await recordedSpeed(cache) });
    browser = await launchChromium();
  });

  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  /** Every page of the build, by name. */
  function pages(): readonly string[] {
    return readdirSync(out).map((file) => file.replace(/\.html$/, ''));
  }

  /** All pages but those that another differs from only in its text: of the exercises one is enough. */
  function pagesOfEachKind(): readonly string[] {
    return pages().filter((name) => !/^(exercise|solution)-(?!02)/.test(name));
  }

  async function openPage(name: string, options: Parameters<Browser['newPage']>[0] = {}) {
    const page = await browser.newPage(options);
    await page.goto(address(name));
    return page;
  }

  it('asks no network for anything', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    for (const name of pages()) await page.goto(address(name), { waitUntil: 'load' });
    expect(asked).to.deep.equal(pages().map(address));
  });

  it('is valid HTML', async function () {
    this.timeout(120_000);
    const validator = new HtmlValidate({
      extends: ['html-validate:standard'],
      rules: {
        // Python's serialiser writes these its own way, and browsers read both alike.
        'doctype-style': 'off',
        'void-style': 'off',
        'attribute-empty-style': 'off',
        'attribute-boolean-style': 'off',
        'no-trailing-whitespace': 'off',
        // The text of the lessons uses > and ' as people write them.
        'no-raw-characters': ['error', { relaxed: true }],
        // The course's instruments bring their drawings' styles with them.
        'no-inline-style': 'off',
      },
    });
    for (const name of pages()) {
      const report = await validator.validateFile(join(out, `${name}.html`));
      const messages = report.results.flatMap(({ messages }) =>
        messages.map(({ ruleId, line, message }) => `${name}:${line} ${ruleId}: ${message}`),
      );
      expect(messages).to.deep.equal([]);
    }
  });

  it('links only to pages and headings that are there', async () => {
    const page = await browser.newPage();
    const anchors = new Map<string, Set<string>>();
    const links: string[] = [];
    for (const file of readdirSync(out)) {
      await page.goto(pathToFileURL(join(out, file)).href);
      const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
      anchors.set(file, new Set(ids));
      const hrefs = await page
        .locator('a[href]')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      links.push(
        ...hrefs
          .filter((href) => !/^https?:/.test(href))
          .map((href) => (href.startsWith('#') ? file + href : href)),
      );
    }
    const dead = links.filter((link) => {
      const [file = '', id] = link.split('#');
      const ids = anchors.get(file);
      return !ids || (id !== undefined && !ids.has(decodeURIComponent(id)));
    });
    expect(dead).to.deep.equal([]);
  });

  it('finds a section by its words, and leads there', async () => {
    const page = await openPage('index');
    await page.getByLabel('Search the course').fill('lightho');
    const first = page.locator('#search-results a').first();
    expect(await first.innerText()).to.equal('Markup & more: Lighthouse');
    await first.click();
    expect(decodeURIComponent(page.url())).to.match(/99-hostile\.html#Lighthouse$/);
  });

  it('searches from any page, by the index', async () => {
    const page = await openPage('02-server-lifecycle');
    await page.getByLabel('Search the course').fill('netcat');
    await page.getByLabel('Search the course').press('Enter');
    await page.waitForURL(/index\.html\?q=netcat$/);
    expect(await page.locator('#search-results a').count()).to.be.above(0);
  });

  it('explains its terms in the glossary, with the place where each is defined', async () => {
    const page = await openPage('glossary');
    const row = page.getByRole('row', { name: /^four-tuple/ });
    expect(await row.innerText()).to.include('local address, local port, remote address');
    await row.getByRole('link').click();
    expect(page.url()).to.match(/02-server-lifecycle\.html#tuple-seen$/);
  });

  it('prints to a PDF with an outline and page numbers', async () => {
    const [pdf = ''] = await printPages(['index.html'], { folder: out });
    const bytes = readFileSync(join(out, pdf), 'latin1');
    expect(bytes.startsWith('%PDF-')).to.equal(true);
    expect(bytes).to.include('/Outlines');
    rmSync(join(out, pdf));
  });

  it('stays under 500 KB with its figures, and under 170 KB without', () => {
    const names = sources.filter(({ isRun }) => isRun).map(({ name }) => name);
    for (const name of [...names, 'speed']) {
      const html = readFileSync(join(out, `${name}.html`), 'utf8');
      expect(html.length, name).to.be.below(500_000);
      const bare = html.replaceAll(/<svg[\s\S]*?<\/svg>/g, '').replaceAll(/<img [^>]*>/g, '');
      expect(bare.length, `${name} without figures`).to.be.below(170_000);
    }
  });

  for (const look of ['light', 'dark', 'print'] as const) {
    it(`has nothing that axe finds against WCAG 2.2 AA, in ${look}`, async function () {
      this.timeout(300_000);
      for (const name of look === 'light'
        ? pagesOfEachKind()
        : ['02-server-lifecycle', 'index', 'speed', '99-hostile']) {
        const page = await openPage(name, { colorScheme: look === 'dark' ? 'dark' : 'light' });
        if (look === 'print') await page.emulateMedia({ media: 'print' });
        expect(await violations(page), name).to.deep.equal([]);
        await page.close();
      }
    });
  }

  it('does not move what has been painted', async () => {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      const shifts: unknown[] = [];
      Object.assign(globalThis, { shifts });
      const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
      // Node's types, which know these classes too, have no such entries.
      observer.observe({ type: 'layout-shift' as never, buffered: true });
    });
    await page.goto(address('02-server-lifecycle'));
    expect(await page.evaluate('shifts')).to.deep.equal([]);
    // The first paint may come before the scripts at the end of the page have run.
    const unscripted = await openPage('02-server-lifecycle', { javaScriptEnabled: false });
    const [before, after] = await Promise.all(
      [unscripted, page].map((each) => each.locator('form.search').boundingBox()),
    );
    expect(after).to.deep.equal(before);
  });

  it('shows markup that a cell printed, and runs none of it', async () => {
    const page = await openPage('99-hostile');
    expect(await page.locator('#print .stdout').innerText()).to.include('<script>window.wasRun');
    await page.locator('#display b').click();
    expect(await page.evaluate('window.wasRun')).to.equal(undefined);
  });

  it('fits a phone of 320 pixels: long lines of code and of an output go on below', async () => {
    const page = await openPage('99-hostile', { viewport: { width: 320, height: 640 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(320);
    const hidden = await page
      .locator('#wide .output')
      .evaluate((box) => box.scrollWidth - box.clientWidth);
    expect(hidden).to.equal(0);
  });

  it('lists its sections, and each link leads to its heading', async () => {
    const page = await openPage('02-server-lifecycle');
    const links = await page.locator('.contents a').all();
    expect(links.length).to.be.above(4);
    for (const link of links) {
      const id = decodeURIComponent((await link.getAttribute('href'))?.slice(1) ?? '');
      const heading = page.locator(`h2[id="${id}"]`);
      expect(await heading.innerText()).to.include(await link.innerText());
    }
  });

  it('uses no id twice', async () => {
    const page = await openPage('02-server-lifecycle');
    const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('switches between light and dark, and remembers it', async () => {
    const page = await openPage('index', { colorScheme: 'light' });
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.getByRole('button', { name: 'Switch to dark colours' }).click();
    const dark = await background();
    expect(dark).not.to.equal(light);
    await page.reload();
    expect(await background()).to.equal(dark);
  });

  it('can be read without JavaScript, and prints its folded answers', async () => {
    const page = await openPage('02-server-lifecycle', { javaScriptEnabled: false });
    expect(await page.locator('main h2').count()).to.be.above(4);
    const answer = page.locator('main details p').first();
    expect(await answer.isVisible()).to.equal(false);
    await page.emulateMedia({ media: 'print' });
    const { height } = (await answer.boundingBox()) ?? { height: 0 };
    expect(height).to.be.above(0);
  });
});

/** What axe finds, a line a rule with the first element at fault. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: axe });
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const results = await axe.run({ runOnly: tags });
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

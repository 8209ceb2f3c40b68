import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { HtmlValidate } from 'html-validate/node';
import type { Browser, Page } from 'playwright-core';
import { writeReports } from '../../../lib/grade/report/write-reports.ts';
import { chromiumMissing, launchChromium } from '../../browser/chromium.ts';
import { gradedClass } from './graded-class.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe(`pages of a grading${chromiumMissing ? ` (${chromiumMissing})` : ''}`, function () {
  this.timeout(180_000);
  const out = mkdtempSync(join(tmpdir(), 'wirebook-pages-'));
  let browser: Browser;

  before(async function () {
    if (chromiumMissing) return this.skip();
    writeReports(out, { grades: gradedClass(48), feedback: 'all' });
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    rmSync(out, { recursive: true });
  });

  const address = (file: string) => pathToFileURL(join(out, file)).href;

  /** The summary, and the feedback of a hostile, an unreadable, a plain and an overridden answer. */
  const files = [
    'summary.html',
    ...[1, 3, 5, 7].map((index) => `feedback/student-${index}.02-server-lifecycle.html`),
  ];

  async function open(file: string, options: Parameters<Browser['newPage']>[0] = {}) {
    const page = await browser.newPage(options);
    await page.goto(address(file));
    return page;
  }

  /** What axe finds against WCAG 2.2 AA, with everything unfolded. */
  async function violations(page: Page): Promise<readonly string[]> {
    await page.locator('details').evaluateAll((all) => {
      for (const each of all) each.setAttribute('open', '');
    });
    await page.addScriptTag({ path: axe });
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: {
          run(options: object): Promise<{
            violations: readonly { id: string; nodes: readonly { html: string }[] }[];
          }>;
        };
      };
      const run = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] };
      const { violations } = await axe.run({ runOnly: run });
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`meet WCAG 2.2 AA, ${colorScheme}`, async () => {
      for (const file of files) {
        // The pages forbid every script; axe is one.
        const page = await open(file, { colorScheme, bypassCSP: true });
        expect(await violations(page), file).to.deep.equal([]);
        await page.close();
      }
    });
  }

  it('request nothing from a network, and run no code of a learner', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('dialog', (dialog) => asked.push(dialog.message()));
    for (const file of files) await page.goto(address(file), { waitUntil: 'load' });
    expect(asked).to.deep.equal(files.map(address));
    expect(await page.locator('script, img').count()).to.equal(0);
  });

  it('fit a phone', async () => {
    for (const file of files) {
      const page = await open(file, { viewport: { width: 360, height: 740 } });
      const width = await page.locator('html').evaluate(({ scrollWidth }) => scrollWidth);
      expect(width, file).to.be.at.most(360);
      await page.close();
    }
  });

  it('are valid HTML', async () => {
    const validator = new HtmlValidate({
      extends: ['html-validate:standard'],
      rules: {
        'doctype-style': 'off',
        'void-style': 'off',
        'no-trailing-whitespace': 'off',
        'no-raw-characters': ['error', { relaxed: true }],
        // The fragment for notebooks brings its styles with it.
        'no-inline-style': 'off',
      },
    });
    for (const file of files) {
      const { results } = await validator.validateFile(join(out, file));
      const said = results.flatMap(({ messages }) =>
        messages.map(({ ruleId, line, message }) => `${file}:${line} ${ruleId}: ${message}`),
      );
      expect(said).to.deep.equal([]);
    }
  });

  it('lead from the summary to the feedback of every student', async () => {
    const page = await open('summary.html');
    const links = await page
      .locator('table')
      .last()
      .locator('a')
      .evaluateAll((all) => all.map((link) => decodeURIComponent(link.getAttribute('href') ?? '')));
    const written = readdirSync(join(out, 'feedback')).map((file) => `feedback/${file}`);
    expect(links.toSorted()).to.deep.equal(written.sort());
    expect(links).to.have.length(48);
  });

  it('say in words what the summary draws', async () => {
    const page = await open('summary.html');
    const drawing = page.getByRole('img', { name: /^Students by points/ });
    expect(await drawing.count()).to.equal(1);
    const spoken = (await drawing.locator('title').textContent()) ?? '';
    const counted = [...spoken.matchAll(/points: (\d+)/g)].map(([, count]) => Number(count));
    expect(counted).to.have.length(11);
    expect(counted.reduce((sum, count) => sum + count, 0)).to.equal(48);
    const rows = await page
      .getByRole('region', { name: 'Checks, the hardest first' })
      .locator('tbody tr')
      .allTextContents();
    expect(rows[0]).to.include('forgets those who have left');
    expect(rows.at(-1)).to.include('listens where it was told to');
  });
});

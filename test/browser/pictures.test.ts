import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { courseRoot } from '../../lib/base/paths.ts';
import type { CheckFailure } from '../../lib/check/protocol.ts';
import { toHtml } from '../../lib/check/report/report-html.ts';
import type { CheckReport } from '../../lib/check/run-checks.ts';
import { renderPages } from '../../lib/handout/nbconvert.ts';
import { codeCells, readNotebook } from '../../lib/notebook/format.ts';
import { holdAddresses } from '../hold-address.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { gallery, pictures } from './gallery.ts';
import { illegible, violations } from './legible.ts';
import { resultsFolder, writeNotebook } from './workspace.ts';

/** What VS Code lays over the outputs of a notebook, whatever the theme. */
const codeStyle = `
  body { margin: 0; padding: 0 12px; font: 13px system-ui, sans-serif; }
  table, thead, tr, th, td, tbody { border: none !important; border-color: transparent; border-spacing: 0; border-collapse: collapse; }
  table, th, tr { vertical-align: middle; text-align: right; }
  thead { font-weight: bold; background-color: rgba(130, 130, 130, 0.16); }
  th, td { padding: 4px 8px; }
  tr:nth-child(even) { background-color: rgba(130, 130, 130, 0.08); }
  tbody th { font-weight: normal; }`;

/** Themes of VS Code: their text on their background. No variable of JupyterLab is there. */
const codeThemes = {
  'Light Modern': { kind: 'vscode-light', colour: '#3b3b3b', background: '#ffffff' },
  'Dark Modern': { kind: 'vscode-dark', colour: '#cccccc', background: '#1f1f1f' },
  'Light High Contrast': {
    kind: 'vscode-high-contrast-light',
    colour: '#292929',
    background: '#ffffff',
  },
  'Dark High Contrast': { kind: 'vscode-high-contrast', colour: '#ffffff', background: '#000000' },
} as const;

/** One check of each outcome. */
const report: CheckReport = {
  exercise: 'Exercise 116',
  seed: 1,
  points: 1,
  possible: 2,
  stopped: undefined,
  interrupted: undefined,
  duration: 1,
  cpu: 1,
  outcomes: ['answers', 'closes'].map((title, at) => ({
    ...{ id: at, task: 'Task 1', title, points: 1 },
    failure: at === 0 ? undefined : failure(),
  })),
};

function failure(): CheckFailure {
  return {
    message: 'The server did not close',
    expected: 'EOF',
    received: '5 bytes',
    wire: ['client 1 sent 5 bytes'],
    hints: ['A nudge', 'The idea'],
    unwritten: false,
  };
}

describe(`pictures${chromiumMissing ? ` (${chromiumMissing})` : ''}`, function () {
  this.timeout(300_000);
  holdAddresses(116);
  const folder = join(resultsFolder, 'pictures-run');
  let notebook: string;
  let browser: Browser;

  before(async function () {
    if (chromiumMissing) this.skip();
    const source = join(courseRoot, writeNotebook('pictures/116-gallery.ipynb', gallery(116)));
    const command = join(courseRoot, 'lib', 'dist', 'cli', 'main.js');
    await promisify(execFile)(process.execPath, [command, 'run', source, '--out', folder]);
    notebook = join(folder, basename(source));
    await renderPages([notebook], { folder });
    browser = await launchChromium();
  });

  after(() => browser?.close());

  /** The HTML that each cell shows. */
  function outputs(): ReadonlyMap<string, string> {
    return new Map(
      codeCells(readNotebook(notebook)).map(({ id, outputs }) => [
        id,
        outputs
          .map((output) => ('data' in output ? textOf(output.data['text/html']) : ''))
          .join('\n'),
      ]),
    );
  }

  it('are all there, each below 60 KB', () => {
    const shown = outputs();
    for (const id of pictures) {
      const { length } = Buffer.from(shown.get(id) ?? '');
      expect(length, id).to.be.within(1, 60_000);
    }
  });

  for (const [name, { kind, colour, background }] of Object.entries(codeThemes)) {
    it(`are legible in VS Code's ${name}`, async () => {
      const page = await browser.newPage({ viewport: { width: 900, height: 1000 } });
      const all = [...outputs(), ['report', String(toHtml(report))]];
      const cells = all.map(([id, markup]) => `<section id="${id}">${markup}</section>`);
      await page.setContent(`<!doctype html><html lang="en"><head><title>${name}</title>
        <style>${codeStyle} body { color: ${colour}; background: ${background}; }</style></head>
        <body class="${kind}"><main>${cells.join('\n')}</main></body></html>`);
      await keep(page, `vscode-${name}`);
      expect(await illegible(page.locator('main'))).to.deep.equal([]);
      expect(await violations(page.locator('main'))).to.deep.equal([]);
      await page.close();
    });
  }

  for (const { name, width, scheme } of [
    { name: 'light', width: 1100, scheme: 'light' },
    { name: 'dark', width: 1100, scheme: 'dark' },
    { name: 'on a phone', width: 320, scheme: 'light' },
  ] as const) {
    it(`are legible in a handout, ${name}`, async () => {
      const page = await browser.newPage({
        viewport: { width, height: 1000 },
        colorScheme: scheme,
      });
      await page.goto(pathToFileURL(notebook.replace(/ipynb$/, 'html')).href);
      await keep(page, `handout-${name}`);
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(width);
      expect(await illegible(page.locator('main'))).to.deep.equal([]);
      expect(await violations(page.locator('main'))).to.deep.equal([]);
      await page.close();
    });
  }

  it('are whole on paper', async () => {
    // The width of A4 between the margins of a printed handout.
    const page = await browser.newPage({ viewport: { width: 672, height: 1000 } });
    await page.emulateMedia({ media: 'print' });
    await page.goto(pathToFileURL(notebook.replace(/ipynb$/, 'html')).href);
    await keep(page, 'handout-print');
    const cutOff = await page.evaluate(`
      [...document.querySelectorAll('.output svg, .output table, .output pre')]
        .filter((picture) => picture.getBoundingClientRect().right > window.innerWidth)
        .map((picture) => picture.outerHTML.slice(0, 200))`);
    expect(cutOff).to.deep.equal([]);
    expect(await illegible(page.locator('main'))).to.deep.equal([]);
    await page.close();
  });
});

/** A picture of the whole page, for whoever wants to look. */
async function keep(page: Page, name: string): Promise<void> {
  const path = join(resultsFolder, 'pictures', `${name.replaceAll(' ', '-')}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage: true });
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join('') : String(value ?? '');
}

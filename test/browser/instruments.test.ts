import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, CDPSession } from 'playwright-core';
import { holdAddresses } from '../hold-address.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { gallery, pictures } from './gallery.ts';
import { illegible, violations } from './legible.ts';
import { driverArguments, NotebookPage } from './notebook-page.ts';
import { type RunningCourse, startCourse } from './running-course.ts';
import { resultsFolder, writeNotebook } from './workspace.ts';

const LINES = 6000;

/** While this file is missing, the cell of the guests goes on. */
const guestsMayGo = join(resultsFolder, 'notebooks', 'guests-may-go');

const cells = {
  ...gallery(112),
  // Beside those that show a picture: what a person does while a panel goes on.
  guests: `import { existsSync } from 'node:fs';
    while (!existsSync('${guestsMayGo}')) {
      await netcat(HOST, 4481);
      await delay(100);
    }`,
  spam: `const spam = background('spam', async ({ log, ready }) => {
      ready();
      const begin = performance.now();
      for (let line = 1; line <= ${LINES}; await delay(10)) {
        // A thousand lines a second, also where the machine is busy with something else.
        while (line <= Math.min(${LINES}, performance.now() - begin)) log('line', line++);
      }
    });`,
};

/** The order of the cells: the guests come while the panel of the server is watched. */
const order = ['open', 'server', 'guests', ...pictures.filter((id) => id !== 'server'), 'spam'];

describe(`instruments in JupyterLab${chromiumMissing ? ` (${chromiumMissing})` : ''}`, function () {
  this.timeout(300_000);
  holdAddresses(112);
  let course: RunningCourse;
  let browser: Browser;
  let notebook: NotebookPage;

  before(async function () {
    if (chromiumMissing) this.skip();
    rmSync(guestsMayGo, { force: true });
    course = await startCourse(driverArguments);
    browser = await launchChromium();
    notebook = await NotebookPage.open(
      browser,
      course,
      writeNotebook('notebooks/instruments.ipynb', inOrder(cells)),
    );
  });

  after(async () => {
    await notebook?.close();
    await browser?.close();
    await course?.stop();
  });

  it('update the panel under its own cell while another cell runs', async () => {
    const running = notebook.runAll();
    const panel = notebook.page.getByRole('group', { name: 'Background cell greeter' });
    const counts = new Set<string>();
    while (counts.size < 4) {
      // Running all cells brings the last one into view.
      await notebook.show('server');
      const shown = (await panel.allInnerTexts()).join();
      for (const [, count = ''] of shown.matchAll(/(\d+) in all/g)) counts.add(count);
    }
    expect(await notebook.executionCount('guests'), 'the other cell still runs').to.equal(null);
    writeFileSync(guestsMayGo, '');
    await running;
    const failed = (await notebook.cells()).filter((cell) => cell.failed).map(({ id }) => id);
    expect(failed).to.deep.equal([]);
    expect(await notebook.text('server')).to.match(/^■ greeter stopped \(127\.0\.112\.1:4481\)/);
    expect((await (await notebook.outputs('guests')).allInnerTexts()).join('')).to.equal('');
    expect(await notebook.text('done')).to.include('Stopped: greeter');
  });

  it('show a crash with its stack', async () => {
    expect(await notebook.text('crash')).to.match(
      /✕ crash failed.*about to fail.*RangeError: no such request.*at .*cell/s,
    );
  });

  it('redraw a panel ten times a second at most, whatever is logged, and say its states alone', async () => {
    const { page } = notebook;
    await notebook.text('spam');
    const session = await page.context().newCDPSession(page);
    // Processor time, which other programs on the machine do not lengthen.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.evaluate(watchPanel);
    const before = await processorTime(session);
    await notebook.command('notebook:run-cell');
    const panel = page.getByRole('group', { name: 'Background cell spam' });
    await panel.getByText('spam finished').waitFor();
    const used = (await processorTime(session)) - before;
    const text = await panel.innerText();
    const seconds = Number(text.match(new RegExp(`([\\d.]+) s +line ${LINES}`))?.[1]);
    const seen = (await page.evaluate('seen')) as { drawn: number; spoken: string[] };
    expect(seconds).to.be.at.least((LINES - 1) / 1000);
    expect(text).to.include(`... ${LINES - 8} earlier lines`);
    // Beside those by the clock: the first one, and one for each of three states.
    expect(seen.drawn).to.be.within(5, seconds * 10 + 4);
    expect(new Set(seen.spoken).size).to.equal(seen.spoken.length);
    expect(seen.spoken.length).to.be.within(1, 3);
    expect(used / seconds).to.be.below(0.5);
  });

  it('run again on the same port without a complaint', async () => {
    await notebook.runAll();
    const failed = (await notebook.cells()).filter((cell) => cell.failed).map(({ id }) => id);
    expect(failed).to.deep.equal([]);
    // JupyterLab draws an output a moment after its cell is done.
    const outputs = await notebook.outputs('talk');
    await outputs
      .getByText(/You are guest \d+/)
      .first()
      .waitFor();
  });

  it('are legible beside the sidebar in a window 800 pixels wide, as code is', async () => {
    await notebook.page.setViewportSize({ width: 800, height: 1000 });
    const found: string[] = [];
    for (const cell of pictures) {
      const outputs = await notebook.outputs(cell);
      await outputs.scrollIntoViewIfNeeded();
      await notebook.picture(`instruments-${cell}-narrow`);
      for (const problem of await illegible(outputs)) found.push(`${cell}: ${problem}`);
      const cut: readonly string[] = await notebook.page.evaluate(cutOff);
      for (const problem of cut) found.push(`${cell}: ${problem}`);
    }
    await notebook.page.setViewportSize({ width: 1400, height: 1000 });
    expect(found).to.deep.equal([]);
  });

  for (const theme of ['JupyterLab Light', 'JupyterLab Dark']) {
    it(`are legible in ${theme}, and have nothing that axe finds`, async () => {
      await notebook.theme(theme);
      const found: string[] = [];
      for (const cell of pictures) {
        const outputs = await notebook.outputs(cell);
        await outputs.scrollIntoViewIfNeeded();
        await notebook.picture(`instruments-${cell}-${theme.endsWith('Dark') ? 'dark' : 'light'}`);
        // What is not a matter of colour is the same in both.
        const others = theme.endsWith('Dark') ? [] : await violations(outputs);
        for (const problem of [...(await illegible(outputs)), ...others])
          found.push(`${cell}: ${problem}`);
      }
      expect(found).to.deep.equal([]);
    });
  }
});

/** Finds, in the page, lines of code and columns of a table that do not fit into the active cell. */
const cutOff = `
  [...document.querySelectorAll('.jp-Cell.jp-mod-active :is(.cm-scroller, [aria-label="TCP sockets"])')]
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
    .map(({ textContent }) => 'cut off: ' + textContent.slice(0, 80))`;

/** Counts, in the page, how often a panel is drawn and what of it a screen reader would say. */
const watchPanel = `
  globalThis.seen = { drawn: 0, spoken: [] };
  new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    for (const element of added.filter(({ nodeType }) => nodeType === 1)) {
      const panel = '[aria-label="Background cell spam"]';
      const live = '[role=status], [role=log], [role=alert], [aria-live]:not([aria-live=off])';
      const all = [element, ...element.querySelectorAll('*')];
      for (const found of all.filter((each) => each.matches(panel))) {
        seen.drawn++;
        for (const said of found.querySelectorAll(live)) seen.spoken.push(said.textContent);
      }
    }
  }).observe(document.body, { childList: true, subtree: true });`;

/** Seconds of processor time that the page's main thread has used. */
async function processorTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

function inOrder(sources: Readonly<Record<string, string>>): Record<string, string> {
  const last = ['done'];
  const ids = [...order.filter((id) => !last.includes(id)), ...last];
  return Object.fromEntries(ids.map((id) => [id, sources[id] ?? '']));
}

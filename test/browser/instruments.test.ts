import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { holdAddresses } from '../hold-address.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { driverArguments, NotebookPage } from './notebook-page.ts';
import { type RunningCourse, startCourse } from './running-course.ts';
import { writeNotebook } from './workspace.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const cells = {
  open: `import { setTimeout as delay } from 'node:timers/promises';
    import { background, capture, fdTable, hexdump, interfaces, measure, netcat, openLesson, plot,
      syscalls, tcpStates, tcpTable, timeline, Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';
    const lesson = openLesson(112);
    const { HOST } = lesson;`,
  server: `const server = background('greeter', async ({ log, signal }) => {
      const listener = new Socket(AF_INET, SOCK_STREAM);
      listener.bind(Addrinfo.tcp(HOST, 4481));
      listener.listen();
      for (let guest = 1; !signal.aborted; guest++) {
        const [socket] = await listener.accept();
        log(\`guest \${guest}\`);
        await socket.sendAll(\`You are guest \${guest}\\n\`);
        socket.close();
      }
    });`,
  guests: `for (let guest = 0; guest < 20; guest++) {
      await netcat(HOST, 4481);
      await delay(100);
    }`,
  spam: `const spam = background('spam', async ({ log, ready }) => {
      ready();
      for (let line = 1; line <= 3000; line++) {
        log('line', line);
        if (line % 10 === 0) await delay(10);
      }
    });`,
  crash: `const crash = background('crash', async ({ log, ready }) => {
      ready();
      log('about to fail');
      await delay(10);
      throw new RangeError('no such request');
    });`,
  talk: `await netcat(HOST, 4481, { send: 'hello\\n' })`,
  packets: `await capture(() => netcat(HOST, 4481, { send: 'hello' }))`,
  lanes: `const lanes = await timeline(() => netcat(HOST, 4481));
    lanes`,
  states: `tcpStates(lanes)`,
  calls: `await syscalls(() => netcat(HOST, 4481))`,
  table: `tcpTable()`,
  descriptors: `fdTable()`,
  network: `interfaces()`,
  dump: `hexdump(Addrinfo.tcp(HOST, 4481))`,
  chart: `const times = await measure(() => netcat(HOST, 4481), 20);
    plot.percentiles({ greeter: times }, { title: 'Latency', y: 'latency (ms)' })`,
  done: `await crash.stop();
    await lesson.done()`,
};

const pictures = [
  'server',
  'crash',
  'talk',
  'packets',
  'lanes',
  'states',
  'calls',
  'table',
  'descriptors',
  'network',
  'dump',
  'chart',
  'done',
];

describe(`instruments in JupyterLab${chromiumMissing ? ` (${chromiumMissing})` : ''}`, function () {
  this.timeout(120_000);
  holdAddresses(112);
  let course: RunningCourse;
  let browser: Browser;
  let notebook: NotebookPage;

  before(async function () {
    if (chromiumMissing) this.skip();
    course = await startCourse(driverArguments);
    browser = await launchChromium();
    notebook = await NotebookPage.open(
      browser,
      course,
      writeNotebook('notebooks/instruments.ipynb', cells),
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
    await panel.getByText('guest 3', { exact: false }).waitFor();
    const counts = new Set<string>();
    while (counts.size < 4) {
      counts.add((await panel.innerText()).match(/(\d+) in all/)?.[1] ?? '');
      expect(await notebook.executionCount('guests'), 'the other cell still runs').to.equal(null);
    }
    await running;
    const failed = (await notebook.cells()).filter((cell) => cell.failed).map(({ id }) => id);
    expect(failed).to.deep.equal([]);
    expect(await notebook.text('server')).to.match(/^■ greeter stopped \(127\.0\.112\.1:4481\)/);
    expect(await notebook.text('guests').catch(() => '')).to.equal('');
    expect(await notebook.text('done')).to.include('Stopped: greeter');
  });

  it('show the end of a log of 3000 lines, and a crash with its stack', async () => {
    expect(await notebook.text('spam')).to.match(/earlier lines/);
    expect(await notebook.text('crash')).to.match(
      /✕ crash failed.*about to fail.*RangeError: no such request.*at .*cell/s,
    );
  });

  it('run again on the same port without a complaint', async () => {
    await notebook.runAll();
    const failed = (await notebook.cells()).filter((cell) => cell.failed).map(({ id }) => id);
    expect(failed).to.deep.equal([]);
    expect(await notebook.text('talk')).to.match(/You are guest 21/);
  });

  for (const theme of ['JupyterLab Light', 'JupyterLab Dark']) {
    it(`have nothing that axe finds, in ${theme}`, async () => {
      await notebook.theme(theme);
      await notebook.page.addScriptTag({ path: axe });
      const found: string[] = [];
      for (const cell of pictures) {
        const outputs = await notebook.outputs(cell);
        await outputs.scrollIntoViewIfNeeded();
        await notebook.picture(`instruments-${cell}-${theme.endsWith('Dark') ? 'dark' : 'light'}`);
        const violations = await outputs.evaluate(async (element) => {
          const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
          const results = await axe.run(element, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
          });
          return results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
        });
        found.push(...violations.map((violation) => `${cell}: ${violation}`));
      }
      expect(found).to.deep.equal([]);
    });
  }
});

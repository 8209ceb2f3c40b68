import { once } from 'node:events';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { courseRoot } from '../../lib/base/paths.ts';
import { stateFolder } from '../../lib/start/jupyter-options.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { driverArguments, NotebookPage } from './notebook-page.ts';
import { type RunningCourse, startCourse } from './running-course.ts';
import { writeNotebook } from './workspace.ts';

describe(`JupyterLab${chromiumMissing ? ` (${chromiumMissing})` : ''}`, function () {
  this.timeout(300_000);
  let course: RunningCourse;
  let browser: Browser;
  let opened: NotebookPage[] = [];

  before(async function () {
    if (chromiumMissing) this.skip();
    course = await startCourse(driverArguments);
    browser = await launchChromium();
  });
  afterEach(async () => {
    for (const notebook of opened) await notebook.close();
    opened = [];
  });
  after(async () => {
    await browser?.close();
    await course?.stop();
  });

  async function open(name: string, cells: Readonly<Record<string, string>>) {
    const path = writeNotebook(`lab/${name}.ipynb`, cells);
    const notebook = await NotebookPage.open(browser, course, path);
    opened.push(notebook);
    return notebook;
  }

  it('opens a notebook by double click with the course’s kernel, and does not change it', async () => {
    const notebook = await open('any', { one: '1' });
    for (const folder of ['notebooks', 'exercises']) {
      await notebook.goTo(folder);
      const names = readdirSync(join(courseRoot, folder)).filter((name) => name.endsWith('.ipynb'));
      // The lint holds all of them to one form.
      for (const name of [names[0], names.at(-1)]) {
        if (name === undefined) throw new Error(`There is no notebook in ${folder}`);
        expect(await notebook.doubleClick(name), `${folder}/${name}`).to.deep.equal({
          kernel: 'tslab',
          dirty: false,
        });
        if (name === names[0]) await notebook.picture(`double-click-${folder}`);
        await notebook.closeAndShutDown();
      }
    }
  });

  it('shows the names of lessons and exercises in the sidebar, up to the extension', async () => {
    const notebook = await open('sidebar', { one: '1' });
    for (const folder of ['notebooks', 'exercises']) {
      await notebook.goTo(folder);
      const cut = await notebook.page.locator('.jp-DirListing-itemText').evaluateAll((items) =>
        items
          // The extension .ipynb takes some 40 pixels.
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 35)
          .map(({ textContent }) => textContent),
      );
      expect(cut, folder).to.deep.equal([]);
    }
  });

  it('tells the tab of an exercise from that of its lesson, whose file has the same name', async () => {
    const notebook = await open('tabs', { one: '1' });
    for (const folder of ['notebooks', 'exercises']) {
      await notebook.goTo(folder);
      await notebook.doubleClick('03-client-lifecycle.ipynb');
    }
    const read: readonly string[] = await notebook.page.evaluate(`
      [...document.querySelectorAll('.lm-DockPanel-tabBar .lm-TabBar-tabLabel')].map((tab) => {
        const { content } = getComputedStyle(tab, '::before');
        return (content === 'none' ? '' : JSON.parse(content)) + tab.textContent;
      })`);
    expect(read).to.deep.equal([
      'tabs.ipynb',
      '03-client-lifecycle.ipynb',
      'Exercise 03-client-lifecycle.ipynb',
    ]);
    const cut = await notebook.page
      .locator('.lm-DockPanel-tabBar .lm-TabBar-tabLabel')
      .evaluateAll((tabs) => tabs.filter((tab) => tab.scrollWidth > tab.clientWidth).length);
    expect(cut, 'names that are cut').to.equal(0);
    await notebook.picture('tabs');
    for (const _ of read) await notebook.closeAndShutDown();
  });

  it('encrypts what it and its kernels say to each other', async () => {
    const notebook = await open('encryption', { cell: "'said in secret'" });
    await notebook.runAll();
    expect(await notebook.text('cell')).to.include('said in secret');
    const files = globSync(join(stateFolder, 'runtime', 'kernel-*.json'));
    expect(files).not.to.deep.equal([]);
    for (const file of files) {
      expect(JSON.parse(readFileSync(file, 'utf8'))).to.include.keys('curve_publickey');
    }
    await notebook.closeAndShutDown();
  });

  it('treats cells as TypeScript', async () => {
    const notebook = await open('highlighting', {
      cell: 'type Port = 80;\nconst port: Port = 80;',
    });
    expect(await notebook.mimeType('cell')).to.match(/\/typescript$/);
    const colour = (word: string) =>
      notebook.page
        .locator('.cm-line span', { hasText: word })
        .first()
        .evaluate((span) => span.className);
    expect(await colour('type')).to.equal(await colour('const'));
  });

  it('completes a member, and explains it', async () => {
    const notebook = await open('completion', {
      open: "import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';\nconst server = new Socket(AF_INET, SOCK_STREAM);",
      type: 'server.lis',
    });
    await notebook.runAll();
    await notebook.edit('type');
    const { page } = notebook;
    await page.keyboard.press('End');
    await page.keyboard.press('Tab');
    await page
      .locator('.cm-content', { hasText: 'server.listen' })
      .or(page.locator('.jp-Completer-item', { hasText: 'listen' }))
      .first()
      .waitFor();
    if (await page.locator('.jp-Completer').isVisible()) await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+Tab');
    const tooltip = page.locator('.jp-Tooltip');
    await tooltip.getByText(/listen\(backlog/).waitFor();
    await notebook.picture('completion-and-documentation');
    await page.keyboard.press('Escape');
  });

  it('shows an error at the line that made it, and runs on after it is mended', async () => {
    const notebook = await open('errors', {
      wrong: "const host = '127.0.0.1';\n\nconst port: number = host;\n",
      throws: "function fail(): never {\n  throw new RangeError('thrown here');\n}\nfail();",
    });
    await notebook.runAll();
    const report = await notebook.text('wrong');
    expect(report).to.include('TS2322').and.include('3 | const port: number = host;');
    await notebook.write('wrong', 'const port: number = 1;');
    await notebook.runAll();
    const shown = await notebook.text('throws');
    expect(shown)
      .to.include('RangeError: thrown here')
      .and.match(/2 \| .*throw new RangeError/);
    expect(shown).not.to.match(/node:internal|lib\/dist|node_modules/);
    await notebook.picture('errors');
  });

  it('frees every port when the kernel restarts, and runs all again after it', async () => {
    const notebook = await open('restart', {
      wrapper:
        "import net from 'node:net';\nimport { once } from 'node:events';\nimport { Addrinfo, AF_INET, SOCK_STREAM, Socket, background } from 'wirebook';\nconst HOST = '127.0.249.1';\nconst server = net.createServer().listen(4497, HOST);\nawait once(server, 'listening');",
      socket:
        'const listener = new Socket(AF_INET, SOCK_STREAM);\nlistener.bind(Addrinfo.tcp(HOST, 4496));\nlistener.listen(5);',
      background:
        "const inBackground = background('server', () => {\n  net.createServer().listen(4495, HOST);\n});",
      child: `import { spawn } from 'node:child_process';
        const program = "require('node:net').createServer()" +
          ".listen(4494, '127.0.249.1', () => console.log('listens'))";
        const child = spawn(process.execPath, ['-e', program]);
        await once(child.stdout, 'data');`,
    });
    const ports = [4497, 4496, 4495, 4494];
    const answers = () => Promise.all(ports.map((port) => connects('127.0.249.1', port)));
    await notebook.runAll();
    expect(await answers()).to.deep.equal(ports.map(() => 'connected'));
    await notebook.restart();
    expect(await answers()).to.deep.equal(ports.map(() => 'ECONNREFUSED'));
    await notebook.runAll();
    await notebook.restartAndRunAll();
    const cells = await notebook.cells();
    expect(cells.map(({ failed }) => failed)).to.deep.equal(ports.map(() => false));
    expect(cells.map(({ executionCount }) => executionCount)).to.deep.equal([1, 2, 3, 4]);
    expect(await answers()).to.deep.equal(ports.map(() => 'connected'));
    await notebook.picture('restart-and-run-all');
  });

  it('stays usable while a cell prints without end, and stops it', async () => {
    const notebook = await open('flood', { flood: "for (;;) console.log('tick')", after: '6 * 7' });
    const { page } = notebook;
    // The command is done when the cell is, which is never.
    const running = notebook.command('notebook:run-cell');
    await page
      .getByText(/more lines? not shown: a cell shows at most/)
      .first()
      .waitFor();
    await notebook.picture('flood');
    const started = performance.now();
    await page
      .getByRole('button', { name: /Interrupt the kernel/ })
      .first()
      .click();
    await page.getByText('Interrupted: the cell was interrupted').first().waitFor();
    await running;
    // A frozen page took minutes; two seconds are promised on a machine that has nothing else to do.
    expect(performance.now() - started).to.be.below(10_000);
  });

  it('keeps two lessons apart that are open at once', async () => {
    const lesson = (number: number) => ({
      open: `import { AF_INET, Addrinfo, SOCK_STREAM, Socket, openLesson } from 'wirebook';\nconst lesson = openLesson(${number});\nconst server = new Socket(AF_INET, SOCK_STREAM);\nserver.bind(Addrinfo.tcp(lesson.HOST, 4498));\nserver.listen(1);\nString(server.localAddress)`,
    });
    const first = await open('lesson-247', lesson(247));
    const second = await open('lesson-248', lesson(248));
    await Promise.all([first.runAll(), second.runAll()]);
    expect(await first.text('open')).to.include('127.0.247.1:4498');
    expect(await second.text('open')).to.include('127.0.248.1:4498');

    const again = await open('lesson-248-copy', lesson(248));
    await again.runAll();
    expect(await again.text('open'))
      .to.include('Another notebook of this lesson is open, and listens at 127.0.248.1:4498')
      .and.include('EADDRINUSE');
    await again.picture('same-lesson-twice');
  });
});

/** `connected`, or the code of the error. */
async function connects(host: string, port: number): Promise<string> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect');
    return 'connected';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    socket.destroy();
  }
}

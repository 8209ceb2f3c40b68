import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { chromiumMissing, launchChromium } from './chromium.ts';
import { driverArguments, NotebookPage } from './notebook-page.ts';
import { type RunningCourse, startCourse } from './running-course.ts';
import { writeNotebook } from './workspace.ts';

describe(`JupyterLab${chromiumMissing ? ` (${chromiumMissing})` : ''}`, function () {
  this.timeout(120_000);
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

  it('opens a notebook by double click with the course’s kernel', async () => {
    writeNotebook('lab/double-click.ipynb', { one: '1 + 1' });
    const notebook = await open('any', { one: '1' });
    const { page } = notebook;
    await page.locator('.jp-DirListing-item', { hasText: 'double-click' }).dblclick();
    const tab = page.locator('.lm-DockPanel-tabBar .lm-TabBar-tab', { hasText: 'double-click' });
    await tab.waitFor();
    await notebook.untilReady('double-click.ipynb');
    await page.locator('.jp-NotebookPanel:visible').getByText('TypeScript (Wirebook)').waitFor();
    await notebook.runAll();
    expect(await notebook.text('one')).to.match(/2$/);
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

  it('restarts and runs all, and a restart frees every port', async () => {
    const notebook = await open('restart', {
      serve:
        "import net from 'node:net';\nimport { once } from 'node:events';\nconst server = net.createServer().listen(4497, '127.0.249.1');\nawait once(server, 'listening');",
    });
    await notebook.runAll();
    expect(await connects('127.0.249.1', 4497)).to.equal('connected');
    await notebook.restart();
    expect(await connects('127.0.249.1', 4497)).to.equal('ECONNREFUSED');
    await notebook.runAll();
    expect((await notebook.cells()).map(({ failed }) => failed)).to.deep.equal([false]);
    expect(await connects('127.0.249.1', 4497)).to.equal('connected');
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

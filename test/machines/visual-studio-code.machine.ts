import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { courseRoot } from '../../lib/base/paths.ts';
import type { Notebook } from '../../lib/notebook/format.ts';
import { chromiumMissing, launchChromium } from '../browser/chromium.ts';
import { gallery, pictures } from '../browser/gallery.ts';
import { copyNotebook, writeNotebook } from '../browser/workspace.ts';
import { type CodeNotebook, type Look, VisualStudioCode } from './visual-studio-code.ts';

const themes = [
  'Default Light Modern',
  'Default Dark Modern',
  'Default High Contrast Light',
  'Default High Contrast',
] as const;

describe(`Visual Studio Code${chromiumMissing ? ` (${chromiumMissing})` : ''}`, function () {
  this.timeout(600_000);
  let code: VisualStudioCode;
  let browser: Browser;
  let opened: CodeNotebook | undefined;

  before(async function () {
    if (chromiumMissing) this.skip();
    code = await VisualStudioCode.start();
    browser = await launchChromium();
  });
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });
  after(async () => {
    await browser?.close();
    await code?.dispose();
  });

  async function open(path: string, look: Look = { theme: themes[0] }): Promise<CodeNotebook> {
    opened = await code.open(browser, path, look);
    return opened;
  }

  it('takes a lesson’s cells for TypeScript, and explains what the library has', async () => {
    const notebook = await open(copyNotebook('notebooks/02-server-lifecycle.ipynb', 'vscode'));
    const first = notebook.codeCells.first();
    await first.locator('.cell-status-right', { hasText: 'TypeScript' }).waitFor();
    await first.getByText('openLesson', { exact: true }).last().hover();
    const explanation = notebook.page.locator('.monaco-hover', { hasText: 'Opens a lesson' });
    await explanation.waitFor();
    expect(await explanation.innerText()).to.include('openLesson(number: number): Lesson');
    await notebook.picture('vscode-lesson');
  });

  it('saves an answer, and changes nothing else in the exercise', async () => {
    const path = copyNotebook('exercises/02-server-lifecycle.ipynb', 'vscode');
    const read = () => JSON.parse(readFileSync(join(courseRoot, path), 'utf8')) as Notebook;
    const before = read();
    const notebook = await open(path, { theme: themes[0], height: 4000 });
    await notebook.write('Your code goes here', '// my answer\n');
    await notebook.save();
    const after = read();
    const isAnswer = ({ source }: Notebook['cells'][number]) => /my answer/.test(String(source));
    expect(after.cells.filter(isAnswer).map(({ id }) => id)).to.deep.equal(['task-1']);
    const others = (notebook: Notebook) => ({
      ...notebook,
      cells: notebook.cells.map((cell) => (cell.id === 'task-1' ? { ...cell, source: '' } : cell)),
    });
    expect(others(after)).to.deep.equal(others(before));
  });

  describe('shows every picture', () => {
    const folder = 'test-results/vscode-run';
    const name = '117-gallery.ipynb';

    before(async () => {
      const source = writeNotebook(`vscode/${name}`, gallery(117));
      const command = join(courseRoot, 'lib', 'dist', 'cli', 'main.js');
      const options = { cwd: courseRoot };
      await promisify(execFile)(
        process.execPath,
        [command, 'run', source, '--out', folder],
        options,
      );
    });

    for (const theme of themes) {
      it(`legibly in ${theme}`, async () => {
        const notebook = await open(`${folder}/${name}`, { theme, height: 14_000 });
        const outputs = await notebook.outputs();
        await outputs
          .locator('.output_container')
          .nth(pictures.length - 1)
          .waitFor();
        expect(await outputs.getByText(/"wirebook|\bmimetype\b/i).count()).to.equal(0);
        expect(await notebook.illegible(outputs)).to.deep.equal([]);
        await notebook.picture(`vscode-${theme.replaceAll(' ', '-')}`);
      });
    }
  });
});

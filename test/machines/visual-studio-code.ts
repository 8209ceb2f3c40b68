/**
 * Visual Studio Code itself, in a browser: code-server, from npm. Its editor, its notebooks, their
 * outputs and its TypeScript are the real ones. The Jupyter extension is not to be had without the
 * extensions' own registry, so nothing runs here: test/kernel/kernelspec.test.ts starts kernels as that
 * extension does.
 */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { courseRoot } from '../../lib/base/paths.ts';
import { resultsFolder } from '../browser/workspace.ts';

const run = promisify(execFile);

const VERSION = '4.139.1';

/** Milliseconds after which what does not come is a failure. */
const DEADLINE = 180_000;

/** No greetings, no saving unasked; and files that git ignores can be opened. */
const calm = {
  'chat.disableAIFeatures': true,
  'files.autoSave': 'off',
  'search.useIgnoreFiles': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

export interface Look {
  /** By the name that VS Code has for it. */
  readonly theme: string;
  readonly height?: number;
}

export class VisualStudioCode {
  readonly #folder: string;
  readonly #server: ChildProcess;
  readonly #url: URL;

  private constructor(folder: string, server: ChildProcess, url: URL) {
    this.#folder = folder;
    this.#server = server;
    this.#url = url;
  }

  /** Installs it into a temporary folder, in some twenty seconds, and starts it. */
  static async start(): Promise<VisualStudioCode> {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-vscode-'));
    const install = async (where: string, ...what: readonly string[]) => {
      // What its scripts would compile is for terminals and logs; it runs without.
      const options = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund'];
      await run('npm', ['install', ...options, '--prefix', where, ...what], { cwd: where });
    };
    await install(folder, `code-server@${VERSION}`);
    const program = join(folder, 'node_modules', 'code-server');
    await install(join(program, 'lib', 'vscode'));
    await install(join(program, 'lib', 'vscode', 'extensions'));
    const server = spawn(
      process.execPath,
      [
        join(program, 'out', 'node', 'entry.js'),
        ...['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-workspace-trust'],
        ...[
          '--disable-telemetry',
          '--disable-update-check',
          '--user-data-dir',
          join(folder, 'data'),
        ],
      ],
      {
        cwd: folder,
        detached: true,
        env: { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8' },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    const url = await new Promise<URL>((resolve, reject) => {
      server.once('close', (code) => reject(new Error(`code-server ended with ${code}`)));
      createInterface({ input: server.stdout }).on('line', (line) => {
        const found = line.match(/listening on (http:\S+)/);
        if (found) resolve(new URL(String(found[1])));
      });
    });
    return new VisualStudioCode(folder, server, url);
  }

  /**
   * Opens a notebook of the course, as a person does by Ctrl+P.
   *
   * @param look the theme, and the height of the window: what is out of sight is not laid out
   */
  async open(browser: Browser, path: string, look: Look): Promise<CodeNotebook> {
    const { theme, height = 1000 } = look;
    const settings = join(this.#folder, 'data', 'User', 'settings.json');
    mkdirSync(join(settings, '..'), { recursive: true });
    writeFileSync(settings, JSON.stringify({ ...calm, 'workbench.colorTheme': theme }));
    const page = await browser.newPage({ viewport: { width: 1400, height } });
    page.setDefaultTimeout(DEADLINE);
    const url = new URL(this.#url);
    url.searchParams.set('folder', courseRoot);
    await page.goto(url.href);
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget input').fill(path);
    const found = page.locator('.quick-input-list .monaco-list-row');
    const [name, folder] = [basename(path), dirname(path)];
    await found.filter({ hasText: name }).filter({ hasText: folder }).first().click();
    await page.locator('.notebookOverlay .cell-list-container').waitFor();
    return new CodeNotebook(page);
  }

  async dispose(): Promise<void> {
    const { pid } = this.#server;
    if (pid !== undefined && this.#server.exitCode === null) process.kill(-pid, 'SIGTERM');
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A notebook in front. */
export class CodeNotebook {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The code cells in sight. */
  get codeCells(): Locator {
    return this.page.locator('.notebookOverlay .cell-list-container .code-cell-row');
  }

  /** The page inside the page in which outputs and texts are shown. */
  async outputs(): Promise<Frame> {
    const outer = this.page.locator('iframe.webview.ready').first();
    await outer.waitFor({ state: 'attached' });
    const inner = this.page
      .frameLocator('iframe.webview.ready')
      .first()
      .frameLocator('iframe#active-frame');
    const frame = await (await inner.locator('body').elementHandle())?.ownerFrame();
    if (!frame) throw new Error('the outputs have no frame');
    // The page is seen through, on the editor's ground; what measures contrast has to know that.
    await frame.locator('body').evaluate((body) => {
      body.style.backgroundColor = 'var(--vscode-editor-background)';
    });
    return frame;
  }

  /** What test/browser/legible-page.js finds in the outputs, which take scripts from nobody else. */
  async illegible(outputs: Frame): Promise<readonly string[]> {
    const script = new URL('../browser/legible-page.js', import.meta.url);
    await outputs.evaluate(readFileSync(script, 'utf8'));
    return await outputs.locator('body').evaluate((root) => {
      const page = globalThis as unknown as { illegible(root: unknown): readonly string[] };
      return page.illegible(root);
    });
  }

  /** Writes at the beginning of the cell that has this text, as a person types. */
  async write(cell: string, text: string): Promise<void> {
    await this.codeCells.filter({ hasText: cell }).first().locator('.view-lines').click();
    await this.page.keyboard.press('Control+Home');
    await this.page.keyboard.insertText(text);
  }

  /** Saves, and waits until it is. */
  async save(): Promise<void> {
    const unsaved = this.page.locator('.tab.dirty');
    await unsaved.waitFor();
    await this.page.keyboard.press('Control+S');
    await unsaved.waitFor({ state: 'detached' });
  }

  /** Keeps a picture in `test-results/`. */
  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(resultsFolder, 'pictures', `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

/** Opens a page of a lesson's server in a real browser, and shows what a person would see. */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { chromiumArguments, findChromium } from '../../base/chromium.ts';
import { html } from '../base/html.ts';
import { Picture, type Representation } from '../base/picture.ts';

/** The size of the window, and the time to wait for the page. */
export interface BrowseOptions {
  /** Width of the window in pixels; 480 unless told. */
  readonly width?: number;
  /** Height of the window in pixels; 160 unless told. */
  readonly height?: number;
  /** The time that the browser has, in milliseconds; 10,000 unless told. */
  readonly timeout?: number;
}

/** What a browser made of a page. */
interface Rendering {
  /** The name of the program. */
  readonly by: string;
  readonly markup: string;
  readonly png?: Buffer;
  /** The reason why no browser has seen the page. */
  readonly notice?: string;
}

const runProgram = promisify(execFile);

/**
 * Opens a page in Chromium, without a window, and takes a picture of it. The browser is started for
 * this page alone, with a profile of its own.
 *
 * Where no browser is installed, or none starts, Node's `fetch` asks for the page, and the result
 * says so.
 *
 * @param url the page's address, such as `http://127.0.8.1:4582/`
 * @throws Error where the page cannot be had at all
 * @example
 * const page = await browse(`http://${HOST}:4582/`);
 * page.text; // the words on the page
 */
export async function browse(url: string, options: BrowseOptions = {}): Promise<BrowserPage> {
  const program = findChromium();
  if (program === undefined) {
    return fetchPage(url, 'No browser is installed here: sudo apt-get install chromium');
  }
  try {
    return new BrowserPage(url, await render(program, url, options));
  } catch (error) {
    const [line = ''] = String(error).split('\n', 1);
    return fetchPage(url, `The browser did not show the page: ${line}`);
  }
}

async function render(program: string, url: string, options: BrowseOptions): Promise<Rendering> {
  const { width = 480, height = 160, timeout = 10_000 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'wirebook-browser-'));
  try {
    const picture = join(folder, 'page.png');
    const own = ['--headless', `--user-data-dir=${folder}`, `--window-size=${width},${height}`];
    const { stdout } = await runProgram(
      program,
      [...chromiumArguments, ...own, '--dump-dom', `--screenshot=${picture}`, url],
      { timeout },
    );
    return { by: basename(program), markup: stdout, png: await readFile(picture) };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function fetchPage(url: string, why: string): Promise<BrowserPage> {
  const response = await fetch(url, { headers: { connection: 'close' } });
  const notice = `${why}; Node's fetch asked for it`;
  return new BrowserPage(url, { by: 'fetch', markup: await response.text(), notice });
}

/** A page as a browser shows it. */
export class BrowserPage extends Picture {
  readonly url: string;
  /** The words on the page. */
  readonly text: string;
  readonly #rendering: Rendering;

  constructor(url: string, rendering: Rendering) {
    super();
    this.url = url;
    this.text = wordsOf(rendering.markup);
    this.#rendering = rendering;
  }

  /** The picture of the page; undefined where no browser has seen it. */
  get png(): Buffer | undefined {
    return this.#rendering.png;
  }

  protected represent(): Representation {
    const { by, png, notice } = this.#rendering;
    const text = [`${this.url} in ${by}:`, this.text, ...(notice ? [notice] : [])].join('\n');
    if (png === undefined) return { text, html: html`<pre>${text}</pre>`.markup };
    const source = `data:image/png;base64,${png.toString('base64')}`;
    const style = 'border:1px solid #7d7d7d;max-width:100%';
    const caption = html`<figcaption style="font-size:.9em">${this.url} in ${by}</figcaption>`;
    return {
      text,
      html: html`<figure style="margin:.3em 0"><img src="${source}" alt="${this.text}" style="${style}">${caption}</figure>`
        .markup,
    };
  }
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  gt: '>',
  lt: '<',
  nbsp: ' ',
  quot: '"',
};

/** The words of a page that people see, a line for each block of them. */
function wordsOf(markup: string): string {
  return markup
    .replace(/<(head|title|script|style)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<\/?(p|h\d|div|li|pre|br|tr|body)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|gt|lt|nbsp|quot);/g, (whole, name: string) => entities[name] ?? whole)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

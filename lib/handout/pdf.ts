/** Prints pages by the system's Chromium, which lays out print styles as a reader's browser would. */

import { copyFileSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { type ContentCache, keyOf } from '../base/content-cache.ts';
import { WirebookError } from '../base/error.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';

const footer = `<div style="width: 100%; font: 8px sans-serif; color: #444; padding: 0 12mm;
  display: flex; justify-content: space-between"><span class="title"></span>
  <span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`;

/** The folders of the pages and of the PDFs, and the progress of printing. */
export interface PrintOptions {
  /** The folder of the pages, which gets the PDFs too. */
  readonly folder: string;
  /** PDFs printed earlier, taken again where the page is the same. */
  readonly cache?: ContentCache | undefined;
  /** Told how many pages are done. */
  readonly onPrint?:
    | ((progress: { readonly done: number; readonly all: number }) => void)
    | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Prints every page of a folder to a PDF beside it, with page numbers and an outline to click.
 *
 * @param pages names such as `02-server-lifecycle.html`
 * @returns the names of the PDFs
 */
export async function printPages(
  pages: readonly string[],
  { folder, cache, onPrint, signal }: PrintOptions,
): Promise<readonly string[]> {
  if (chromiumMissing) {
    throw new WirebookError(`Cannot print: ${chromiumMissing}, or leave out --pdf`);
  }
  let browser: Browser | undefined;
  // A page that is being printed is not waited for.
  const close = () => void browser?.close();
  signal?.addEventListener('abort', close);
  try {
    const printed: string[] = [];
    for (const name of pages) {
      signal?.throwIfAborted();
      const html = join(folder, name);
      const pdf = html.replace(/\.html$/, '.pdf');
      const key = keyOf('pdf', readFileSync(html), footer);
      const kept = cache?.find(key);
      if (kept !== undefined) copyFileSync(kept, pdf);
      else {
        browser ??= await launchChromium();
        await print(browser, { html, pdf });
        cache?.keep(key, readFileSync(pdf));
      }
      printed.push(basename(pdf));
      onPrint?.({ done: printed.length, all: pages.length });
    }
    return printed;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', close);
    await browser?.close();
  }
}

async function print(
  browser: Browser,
  { html, pdf }: { readonly html: string; readonly pdf: string },
): Promise<void> {
  const page = await browser.newPage({ colorScheme: 'light' });
  await page.goto(pathToFileURL(html).href);
  await page.pdf({
    path: pdf,
    format: 'A4',
    margin: { top: '16mm', bottom: '18mm', left: '16mm', right: '16mm' },
    displayHeaderFooter: true,
    headerTemplate: '<span></span>',
    footerTemplate: footer,
    outline: true,
    tagged: true,
  });
  await page.close();
}

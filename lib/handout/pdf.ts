/** Prints pages by the system's Chromium, which lays out print styles as a reader's browser would. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WirebookError } from '../error.ts';
import { chromiumMissing, launchChromium } from './chromium.ts';

const footer = `<div style="width: 100%; font: 8px sans-serif; color: #444; padding: 0 12mm;
  display: flex; justify-content: space-between"><span class="title"></span>
  <span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`;

/**
 * Prints every page of a folder to a PDF beside it, with page numbers and an outline to click.
 *
 * @param pages names such as `02-server-lifecycle.html`
 * @returns the names of the PDFs
 */
export async function printPages(
  pages: readonly string[],
  { folder, signal }: { readonly folder: string; readonly signal?: AbortSignal | undefined },
): Promise<readonly string[]> {
  if (chromiumMissing)
    throw new WirebookError(`Cannot print: ${chromiumMissing}, or leave out --pdf`);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ colorScheme: 'light' });
    const printed: string[] = [];
    for (const name of pages) {
      signal?.throwIfAborted();
      await page.goto(pathToFileURL(join(folder, name)).href);
      const pdf = name.replace(/\.html$/, '.pdf');
      await page.pdf({
        path: join(folder, pdf),
        format: 'A4',
        margin: { top: '16mm', bottom: '18mm', left: '16mm', right: '16mm' },
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate: footer,
        outline: true,
        tagged: true,
      });
      printed.push(pdf);
    }
    return printed;
  } finally {
    await browser.close();
  }
}

/** What a person would see at once and no rule of axe names: text that is cut off, covered, faint or tiny. */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright-core';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds in an element, as `rule: element`. */
export async function violations(element: Locator): Promise<readonly string[]> {
  const page = element.page();
  if (await page.evaluate(() => !('axe' in globalThis))) await page.addScriptTag({ path: axe });
  return await element.evaluate(async (root) => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const results = await axe.run(root, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
  });
}

/** Text of the drawings in an element that is cut off, lies on other text, or is too faint or too small. */
export async function illegible(element: Locator): Promise<readonly string[]> {
  const page = element.page();
  const path = fileURLToPath(new URL('./legible-page.js', import.meta.url));
  await page.addScriptTag({ path });
  return await element.evaluate((root) => {
    const page = globalThis as unknown as { illegible(root: unknown): readonly string[] };
    return page.illegible(root);
  });
}

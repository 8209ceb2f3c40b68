/** Numbers the figures of a page and says above each what it shows. */

import type { Notebook } from '../notebook/format.ts';
import { mapMarkup } from './shared-styles.ts';

/**
 * Gives every drawing of the course's instruments a caption: its number on the page, and its title.
 * Displays of other origin are left alone, since they are sanitised as they stand.
 */
export function withCaptions(notebook: Notebook): Notebook {
  let number = 0;
  return mapMarkup(notebook, (markup) => {
    if (!/<figure[^>]*>[\s\S]*<svg/.test(markup)) return markup;
    number += 1;
    // A chart has its title in the drawing.
    const [, title] = /<svg[^>]*>\s*<title>([^<]+)<\/title>/.exec(markup) ?? [];
    const words = title === undefined ? `Figure ${number}` : `Figure ${number}. ${title}`;
    const caption = `<figcaption>${words}</figcaption>`;
    return markup.replace(/<figure[^>]*>/, (opening) => opening + caption);
  });
}

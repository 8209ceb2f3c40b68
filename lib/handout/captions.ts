/** Numbers the figures of a page and says above each what it shows. */

import { INSTRUMENT_MIME } from '../lab/picture.ts';
import type { Notebook, Output } from '../notebook/format.ts';

/**
 * Gives every drawing of the course's instruments a caption: its number on the page, and its title.
 * Displays of other origin are left alone, since they are sanitised as they stand.
 */
export function withCaptions(notebook: Notebook): Notebook {
  let number = 0;
  const captioned = (output: Output): Output => {
    if (!('data' in output) || !(INSTRUMENT_MIME in output.data)) return output;
    const markup = String(output.data['text/html'] ?? '');
    if (!/<figure[^>]*>[\s\S]*<svg/.test(markup)) return output;
    number += 1;
    // A chart has its title in the drawing.
    const [, title] = /<svg[^>]*>\s*<title>([^<]+)<\/title>/.exec(markup) ?? [];
    const words = title === undefined ? `Figure ${number}` : `Figure ${number}. ${title}`;
    const caption = `<figcaption>${words}</figcaption>`;
    const html = markup.replace(/<figure[^>]*>/, (opening) => opening + caption);
    return { ...output, data: { ...output.data, 'text/html': html } };
  };
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: cell.outputs.map(captioned) } : cell,
  );
  return { ...notebook, cells };
}

/** Says once on a page what its tables and drawings say in every cell: their styles. */

import { instrumentMime } from '../lab/base/picture.ts';
import { type Notebook, type Output, wirebookMetadata } from '../notebook/format.ts';

/** A style that occurs this often is worth a rule of its own. */
const WORTHWHILE = 4;

/** A tag of an instrument's markup, which escapes every `>` inside of values. */
const tags = /<[a-z][^>]*>/g;
const styleAttribute = / style="([^"&]*)"/;

/**
 * Turns styles that occur again and again in the outputs of the course's instruments into classes.
 * A notebook needs them at every element, where no style sheet survives; a page does not. The rules
 * stand in the notebook's metadata, for the template.
 */
export function withSharedStyles(notebook: Notebook): Notebook {
  const counts = new Map<string, number>();
  mapMarkup(notebook, (markup) => {
    for (const [tag] of markup.matchAll(tags)) {
      const style = styleOf(tag);
      if (style !== undefined) counts.set(style, (counts.get(style) ?? 0) + 1);
    }
    return markup;
  });
  const shared = [...counts].filter(([, count]) => count >= WORTHWHILE).map(([style]) => style);
  if (shared.length === 0) return notebook;
  const names = new Map(shared.map((style, at) => [style, `s${at + 1}`]));
  const shortened = mapMarkup(notebook, (markup) =>
    markup.replaceAll(tags, (tag) => {
      const name = names.get(styleOf(tag) ?? '');
      return name === undefined ? tag : tag.replace(styleAttribute, ` class="${name}"`);
    }),
  );
  // Two classes outweigh the page's own rules, as the attribute did.
  const styles = [...names].map(([style, name]) => `.output .${name}{${style}}`).join('\n');
  return forTemplate(shortened, { styles });
}

/** Tells the template more about a page. */
export function forTemplate(notebook: Notebook, told: object): Notebook {
  const own = wirebookMetadata(notebook);
  const wirebook = { ...own, handout: { ...Object(own.handout), ...told } };
  return { ...notebook, metadata: { ...notebook.metadata, wirebook } };
}

/** The style of a tag; undefined for one without, or with classes of its own. */
function styleOf(tag: string): string | undefined {
  return tag.includes(' class="') ? undefined : styleAttribute.exec(tag)?.[1];
}

/** Changes the HTML of every output of the course's instruments. */
export function mapMarkup(notebook: Notebook, map: (markup: string) => string): Notebook {
  const mapOutput = (output: Output): Output => {
    if (!('data' in output) || !(instrumentMime in output.data)) return output;
    const html = map(String(output.data['text/html'] ?? ''));
    return { ...output, data: { ...output.data, 'text/html': html } };
  };
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: cell.outputs.map(mapOutput) } : cell,
  );
  return { ...notebook, cells };
}

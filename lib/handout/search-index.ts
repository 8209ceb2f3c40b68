/**
 * An index of every section of every page, so that a reader can search without a network.
 *
 * MiniSearch builds it here and reads it in the page: both sides are one small library, and the
 * words in the index need no second copy of the text.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { transformSync } from 'esbuild';
import MiniSearch from 'minisearch';
import type { Notebook } from '../notebook/format.ts';

/** A page with its sections. */
export interface SearchablePage {
  readonly href: string;
  readonly title: string;
  readonly notebook: Notebook;
}

/** The code of the library and the index: the index page searches with them. */
export interface Search {
  readonly script: string;
  readonly index: string;
}

/** Options that both sides must agree on; `search.js` of the template repeats them. */
const options = { fields: ['heading', 'text'], storeFields: ['href', 'page', 'heading'] };

/** Builds the index. A section is the text from one `##` heading to the next. */
export function buildSearch(pages: readonly SearchablePage[]): Search {
  const index = new MiniSearch(options);
  index.addAll(pages.flatMap(sectionsOf).map((section, id) => ({ id, ...section })));
  const umd = createRequire(import.meta.url)
    .resolve('minisearch')
    .replace(/dist\/.*$/, 'dist/umd/index.js');
  return {
    script: transformSync(readFileSync(umd, 'utf8'), { minify: true }).code,
    // `<` would let text of the course end the script element that carries the index.
    index: JSON.stringify(index).replaceAll('<', '\\u003c'),
  };
}

interface Section {
  readonly href: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

function sectionsOf({ href, title, notebook }: SearchablePage): readonly Section[] {
  const sections: Section[] = [];
  let current = { href, page: title, heading: title, text: '' };
  for (const cell of notebook.cells) {
    for (const part of cell.source.split(/^(?=## )/m)) {
      const [, heading] = cell.cell_type === 'markdown' ? (/^## (.+)/.exec(part) ?? []) : [];
      if (heading !== undefined) {
        sections.push(current);
        const plain = heading.replaceAll(/[`*]/g, '');
        const id = encodeURIComponent(plain.replaceAll(' ', '-'));
        current = { href: `${href}#${id}`, page: title, heading: plain, text: '' };
      }
      current.text += ` ${part.replaceAll(/<[^>]+>|[`*#|]/g, ' ')}`;
    }
  }
  return [...sections, current];
}

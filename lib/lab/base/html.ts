/** HTML for notebooks: escaped by default, and coloured so that light and dark pages both work. */

import { visible } from '../../base/visible.ts';

/** Markup that is already escaped. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

type Part = Html | string | number | undefined | readonly Part[];

/**
 * Markup from a template. Strings are escaped, {@link Html} is not, lists are joined, and
 * `undefined` leaves nothing.
 */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(pieces.map((piece, index) => piece + toMarkup(parts[index])).join(''));
}

function toMarkup(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'object') return part.map(toMarkup).join('');
  return escapeHtml(String(part));
}

/** Text as it may stand in an element or a quoted attribute, with control characters visible. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}

/**
 * Accents that keep a contrast of at least 3:1 on white and on JupyterLab's dark page. Text never
 * takes them: it inherits the page's own colour.
 */
export const accent = {
  blue: '#2f7fd6',
  orange: '#c8690a',
  green: '#2c8f4e',
  red: '#dc4040',
  purple: '#9a5fd0',
  grey: '#7d7d7d',
} as const;

/** A tint of the page's own text colour, for lines and backgrounds. */
export function tint(percent: number): string {
  return `color-mix(in srgb, currentColor ${percent}%, transparent)`;
}

/** The answer of an instrument: one value that a notebook, a terminal and a test can show. */

import { inspect } from 'node:util';
import { currentHost, type MimeBundle } from './host.ts';

/** A finding with a text form that says the same as its HTML form. */
export interface Representation {
  readonly text: string;
  readonly html: string;
}

/** The method by which a value says how a notebook shows it. */
export const jupyterDisplay: unique symbol = Symbol.for('Jupyter.display') as never;

/** A value that shows itself in a notebook, and as text where there is none. */
export abstract class Picture {
  /** Both forms, made when they are asked for. */
  protected abstract represent(): Representation;

  [jupyterDisplay](): MimeBundle {
    return toBundle(this.represent());
  }

  [inspect.custom](): string {
    return this.represent().text;
  }

  toString(): string {
    return this.represent().text;
  }
}

/**
 * Marks HTML that the course's own instruments made, with every value in it escaped. The handouts
 * show it as it is, and sanitise all other HTML.
 */
export const instrumentMime = 'application/vnd.wirebook.instrument+json';

/** Both forms by MIME type. Drawings travel inside the HTML, where they take the page's colours. */
export function toBundle({ text, html }: Representation): MimeBundle {
  return { 'text/plain': text, 'text/html': html, [instrumentMime]: {} };
}

/** Shows a bundle under the cell that asked, or prints its text where there is no notebook. */
export function show(bundle: MimeBundle, options: { readonly displayId?: string } = {}): void {
  const cell = currentHost()?.cell();
  if (cell) cell.display(bundle, options);
  else console.log(String(bundle['text/plain'] ?? ''));
}

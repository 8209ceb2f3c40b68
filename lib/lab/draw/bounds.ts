/** Limits the size of pictures: a notebook keeps every picture, and a page shows them all. */

import { escapeHtml } from '../base/html.ts';

/** Bytes of a picture as HTML, its text form included; with the text beside it, it stays below 60 KB. */
const maxHtml = 46_000;
/** Bytes of a text form, as HTML. */
export const maxText = 12_000;
/** Characters of a single line of it. */
const maxLineLength = 1000;

/**
 * The lines as they are while they are short enough together; otherwise the first and the last of
 * them, with a line in between that counts the others.
 *
 * @param fold says in words that so many are missing, and where they are
 */
export function foldLines(
  lines: readonly string[],
  fold: (hidden: number) => string,
): readonly string[] {
  const cut = lines.map((line) => shorten(line, maxLineLength));
  if (total(cut) <= maxText) return cut;
  const head = thatFit(cut, (maxText * 2) / 3);
  const tail = thatFit(cut.slice(head.length).toReversed(), maxText / 3).toReversed();
  return [...head, fold(cut.length - head.length - tail.length), ...tail];
}

/** A text with its end left out where it is too long, and how much that is. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most)}... ${text.length - most} more characters`;
}

/** The first of several pictures, from rich to plain, that is small enough; else the plainest. */
export function firstThatFits<Detail>(
  details: readonly [Detail, ...Detail[]],
  draw: (detail: Detail) => string,
  most = maxHtml,
): string {
  let picture = '';
  for (const detail of details) {
    picture = draw(detail);
    if (Buffer.byteLength(picture) <= most) break;
  }
  return picture;
}

/** The first and the last of many items, and the number of those in the gap between them. */
export interface Excerpt<Item> {
  readonly head: readonly Item[];
  readonly hidden: number;
  readonly tail: readonly Item[];
}

/** At most so many of the items, two thirds of them from the beginning and a third from the end. */
export function excerpt<Item>(items: readonly Item[], most: number): Excerpt<Item> {
  if (items.length <= most) return { head: items, hidden: 0, tail: [] };
  const end = Math.floor(most / 3);
  const head = items.slice(0, most - end);
  return { head, hidden: items.length - most, tail: end > 0 ? items.slice(-end) : [] };
}

function thatFit(lines: readonly string[], room: number): readonly string[] {
  let used = 0;
  const end = lines.findIndex((line) => {
    used += cost(line);
    return used > room;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

function total(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + cost(line), 0);
}

function cost(line: string): number {
  return Buffer.byteLength(escapeHtml(line)) + 1;
}

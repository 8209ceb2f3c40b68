/** A table of findings: rows to work with, columns to look at. */

import { visible } from '../../base/visible.ts';
import { type Html, html, tint } from '../base/html.ts';
import { Picture, type Representation } from '../base/picture.ts';
import { firstThatFits, maxText, shorten } from './bounds.ts';

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** The value of a row in this column. Numbers stand at the right edge. */
  readonly value: (row: Row) => string | number | undefined;
  /**
   * Its values break their lines on a narrow page, as those of the last column always do; an address
   * breaks before its port.
   */
  readonly wraps?: boolean;
}

/** The texts around the rows of a table. */
export interface TableOptions<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** Notes on reading the table, below it. */
  readonly notes?: readonly string[];
  /** The text that stands in place of the rows when there are none. */
  readonly empty?: string;
  /** A table of more rows than this is folded below its caption. */
  readonly foldsAbove?: number;
  /** Tells in words what the hidden rows have in common; unless given, they are counted. */
  readonly summarize?: (rows: readonly Row[]) => string;
}

/** A box as wide as the page, whose content takes less room on a narrow one, and scrolls if need be. */
export const narrowBox = 'overflow-x:auto;container-type:inline-size';
/** In such a box: letters that are smaller on a narrow page, never too small to read. */
export const narrowLetters = 'font-size:clamp(11px,2.8cqw,1em)';
/** In such a box: the room around the values of a table. */
export const narrowPadding = 'padding:.25em clamp(.25em,1.1cqw,.75em)';

/** Numbers of shown rows, tried in this order until the table fits; the other rows are counted. */
const shownRows = [60, 30, 15, 5] as const;
/** Characters of a value. */
const maxValueLength = 300;

/** Rows that show themselves as a table. */
export class Table<Row> extends Picture implements Iterable<Row> {
  /** The findings behind the table, in its order. */
  readonly rows: readonly Row[];
  readonly #options: TableOptions<Row>;

  constructor(rows: readonly Row[], options: TableOptions<Row>) {
    super();
    this.rows = rows;
    this.#options = options;
  }

  [Symbol.iterator](): Iterator<Row> {
    return this.rows[Symbol.iterator]();
  }

  protected represent(): Representation {
    const text = firstThatFits(shownRows, (rows) => this.#text(this.#shown(rows)), maxText);
    return { text, html: firstThatFits(shownRows, (rows) => this.#html(this.#shown(rows))) };
  }

  #shown(most: number): Shown {
    const { columns, notes = [], summarize = counted } = this.#options;
    const cells = this.rows.slice(0, most).map((row) =>
      columns.map(({ value }) => {
        const cell = value(row);
        return typeof cell === 'string' ? shorten(cell, maxValueLength) : cell;
      }),
    );
    const others = this.rows.slice(most);
    return { cells, notes: [...(others.length > 0 ? [summarize(others)] : []), ...notes] };
  }

  #text({ cells, notes }: Shown): string {
    const { caption, columns, empty = 'Nothing.' } = this.#options;
    const lines = [columns.map(({ title }) => title), ...cells];
    const widths = columns.map((_, at) => Math.max(...lines.map((line) => width(line[at]))));
    const table = lines.map((line) =>
      line
        .map((cell, at) => pad(cell, { to: widths[at] ?? 0, right: isNumeric(at, cells) }))
        .join('  ')
        .trimEnd(),
    );
    return [caption, ...(cells.length > 0 ? table : [empty]), ...notes].join('\n');
  }

  #html({ cells, notes }: Shown): string {
    const {
      caption,
      columns,
      empty = 'Nothing.',
      foldsAbove = Number.POSITIVE_INFINITY,
    } = this.#options;
    const isFolded = cells.length > foldsAbove;
    const line = html` style="border-bottom:1px solid ${tint(20)}"`;
    // On a narrow page the last column breaks its lines, so that nothing is cut off.
    const wrapping = columns.map(({ wraps = false }, at) => wraps || at === columns.length - 1);
    const heads = columns.map((_, at) => {
      const side = isNumeric(at, cells) ? 'right' : 'left';
      return `${narrowPadding};text-align:${side}`;
    });
    const styles = heads.map(
      (head, at) => `${head};${wrapping[at] ? 'min-width:4.2em' : 'white-space:nowrap'}`,
    );
    const body = cells.map(
      (row) =>
        html`<tr${line}>${row.map((cell, at) => html`<td style="${styles[at]}">${wrapping[at] ? breakable(cell) : cell}</td>`)}</tr>`,
    );
    const rows =
      cells.length > 0
        ? body
        : html`<tr${line}><td colspan="${columns.length}" style="padding:.25em .75em;text-align:left">${empty}</td></tr>`;
    const heading = isFolded
      ? undefined
      : html`<caption style="text-align:left;font-weight:600;padding:.25em 0;color:inherit;caption-side:top;white-space:nowrap">${caption}</caption>`;
    const table = html`<div role="group" aria-label="${caption}" tabindex="0" style="${narrowBox}"><table style="border-collapse:collapse;font-variant-numeric:tabular-nums">
${heading}
<thead style="${narrowLetters}"><tr${line}>${columns.map(({ title }, at) => html`<th scope="col" style="${heads[at]}">${title}</th>`)}</tr></thead>
<tbody style="${narrowLetters}">${rows}</tbody></table></div>
${notes.map((note) => html`<p style="font-size:.9em;margin:.3em 0">${note}</p>`)}`;
    if (!isFolded) return table.markup;
    return html`<details><summary><b>${caption}</b> (${this.rows.length} rows)</summary>${table}</details>`
      .markup;
  }
}

/** An address that may break before its port, and nowhere else. */
function breakable(cell: string | number | undefined): Html | string | number | undefined {
  const [, address, port] = /^(\S+)(:\d+)$/.exec(String(cell)) ?? [];
  return port === undefined ? cell : html`${address}<wbr>${port}`;
}

type Cells = readonly (string | number | undefined)[];

/** The visible part of a table. */
interface Shown {
  readonly cells: readonly Cells[];
  readonly notes: readonly string[];
}

function counted(rows: readonly unknown[]): string {
  return `And ${rows.length} more row${rows.length === 1 ? '' : 's'}.`;
}

/** True where a column holds numbers, so that its title too stands at the right. */
function isNumeric(at: number, cells: readonly Cells[]): boolean {
  const values = cells.map((row) => row[at]).filter((cell) => cell !== undefined && cell !== '');
  return values.length > 0 && values.every((cell) => /^-?\d[\d,]*(?:\.\d+)?$/.test(String(cell)));
}

function width(cell: string | number | undefined): number {
  return visible(String(cell ?? '')).length;
}

function pad(
  cell: string | number | undefined,
  { to, right }: { readonly to: number; readonly right: boolean },
): string {
  const text = visible(String(cell ?? ''));
  return right ? text.padStart(to) : text.padEnd(to);
}

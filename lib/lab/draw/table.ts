/** A table of findings: rows to work with, columns to look at. */

import { firstThatFits, MOST_TEXT, shorten } from './bounds.ts';
import { html, tint, visible } from './html.ts';
import { Picture, type Representation } from './picture.ts';

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** What stands in the column. Numbers stand at its right edge. */
  readonly value: (row: Row) => string | number | undefined;
  /** Whether its values break their lines where the page is narrow, as those of the last column do. */
  readonly wraps?: boolean;
}

/** What a table says beside its rows. */
export interface TableOptions<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** How to read it, below. */
  readonly notes?: readonly string[];
  /** What stands in place of the rows when there are none. */
  readonly empty?: string;
  /** What rows that are not shown have in common, in words; unless given, they are counted. */
  readonly summarize?: (rows: readonly Row[]) => string;
}

/** How many rows are shown, fewer where they say much; the others are counted. */
const SHOWN_ROWS = [60, 30, 15, 5] as const;
/** Characters of a value. */
const LONGEST_VALUE = 300;

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
    const text = firstThatFits(SHOWN_ROWS, (rows) => this.#text(this.#shown(rows)), MOST_TEXT);
    return { text, html: firstThatFits(SHOWN_ROWS, (rows) => this.#html(this.#shown(rows))) };
  }

  #shown(most: number): Shown {
    const { columns, notes = [], summarize = counted } = this.#options;
    const cells = this.rows.slice(0, most).map((row) =>
      columns.map(({ value }) => {
        const cell = value(row);
        return typeof cell === 'string' ? shorten(cell, LONGEST_VALUE) : cell;
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
    const { caption, columns, empty = 'Nothing.' } = this.#options;
    const line = html` style="border-bottom:1px solid ${tint(20)}"`;
    const styles = columns.map(({ wraps = false }, at) => {
      // Where the page is narrow the last column breaks its lines, so that nothing is cut off.
      const space = wraps || at === columns.length - 1 ? 'min-width:5em' : 'white-space:nowrap';
      const side = isNumeric(at, cells) ? 'right' : 'left';
      return `padding:.25em .75em;text-align:${side};${space}`;
    });
    const body = cells.map(
      (row) =>
        html`<tr${line}>${row.map((cell, at) => html`<td style="${styles[at]}">${cell}</td>`)}</tr>`,
    );
    const rows =
      cells.length > 0
        ? body
        : html`<tr${line}><td colspan="${columns.length}" style="padding:.25em .75em;text-align:left">${empty}</td></tr>`;
    return html`<div role="group" aria-label="${caption}" tabindex="0" style="overflow-x:auto"><table style="border-collapse:collapse;font-variant-numeric:tabular-nums">
<caption style="text-align:left;font-weight:600;padding:.25em 0;color:inherit;caption-side:top;white-space:nowrap">${caption}</caption>
<thead><tr${line}>${columns.map(({ title }, at) => html`<th scope="col" style="${styles[at]}">${title}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>
${notes.map((note) => html`<p style="font-size:.9em;margin:.3em 0">${note}</p>`)}`.markup;
  }
}

type Cells = readonly (string | number | undefined)[];

/** What is to be seen of a table. */
interface Shown {
  readonly cells: readonly Cells[];
  readonly notes: readonly string[];
}

function counted(rows: readonly unknown[]): string {
  return `And ${rows.length} more row${rows.length === 1 ? '' : 's'}.`;
}

/** Whether a column holds numbers, so that its title too stands at the right. */
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

/** Drawings as SVG that take the colours of the page they stand on. */

import { type Html, html } from '../base/html.ts';

/** The title and description that a screen reader reads. */
export interface DrawingTitle {
  readonly title: string;
  readonly description: string;
}

/** The place and look of text. */
export interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly weight?: number;
  readonly opacity?: number;
  /** Names and numbers that must line up. */
  readonly isMono?: boolean;
}

/** The look of a line. */
export interface LineStyle {
  readonly colour?: string;
  readonly width?: number;
  readonly dash?: string;
  readonly opacity?: number;
}

const sansFonts = 'system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';
const monoFonts = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

/** Collects shapes; coordinates are pixels, from the top left. */
export class Drawing {
  readonly width: number;
  readonly height: number;
  readonly #shapes: Html[] = [];

  constructor(width: number, height: number) {
    this.width = Math.ceil(width);
    this.height = Math.ceil(height);
  }

  add(shape: Html): void {
    this.#shapes.push(shape);
  }

  text(x: number, y: number, content: string, style: TextStyle = {}): void {
    this.add(textAt(x, y, content, style));
  }

  line(from: Point, to: Point, style: LineStyle = {}): void {
    this.add(lineBetween(from, to, style));
  }

  /** The drawing inside a page. */
  toHtml({ title, description }: DrawingTitle): Html {
    // The name and the description come from the two elements, without ids: drawings that look the
    // same are the same text, in every run and as often as a page shows them.
    return html`<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${this.width} ${this.height}" style="${fitting(this.width)};display:block;color:inherit;--mono:${monoFonts}" font-size="12" font-family="${sansFonts}" fill="currentColor"><title>${title}</title><desc>${description}</desc>${this.#shapes}</svg>`;
  }
}

/**
 * The style of a drawing that is as wide as the page, between its own width and the least at which
 * its words can be read: a page that is too narrow scrolls.
 *
 * @param leastScale the share of its own width
 */
export function fitting(width: number, leastScale = 0.85): string {
  const least = Math.round(Math.min(width * leastScale, 660));
  return `width:100%;max-width:${width}px;min-width:${least}px;height:auto`;
}

/** A place in a drawing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Text as a shape. */
export function textAt(x: number, y: number, content: string, style: TextStyle = {}): Html {
  const { anchor, size, weight, opacity, isMono } = style;
  return html`<text x="${round(x)}" y="${round(y)}"${attributes({
    'text-anchor': anchor,
    'font-size': size,
    'font-weight': weight,
    opacity,
    style: isMono ? 'font-family:var(--mono)' : undefined,
  })}>${content}</text>`;
}

/** A line as a shape. */
export function lineBetween(from: Point, to: Point, style: LineStyle = {}): Html {
  const { colour = 'currentColor', width = 1, dash, opacity } = style;
  return html`<line x1="${round(from.x)}" y1="${round(from.y)}" x2="${round(to.x)}" y2="${round(to.y)}"${attributes(
    { stroke: colour, 'stroke-width': width, 'stroke-dasharray': dash, opacity },
  )}/>`;
}

/** Several shapes as one, with the text that hovering over them shows. */
export function group(shapes: readonly Html[], hover?: string): Html {
  return html`<g>${hover === undefined ? undefined : html`<title>${hover}</title>`}${shapes}</g>`;
}

/** A path as a shape, from SVG path data. */
export function path(data: string, style: LineStyle & { readonly fill?: string } = {}): Html {
  const { colour = 'currentColor', width = 1, dash, opacity, fill = 'none' } = style;
  return html`<path d="${data}"${attributes({ fill, stroke: colour, 'stroke-width': width, 'stroke-dasharray': dash, opacity })}/>`;
}

/** The width of text in pixels: an estimate on the safe side. */
export function textWidth(content: string, { size = 12, isMono = false }: TextStyle = {}): number {
  return content.length * size * (isMono ? 0.61 : 0.58);
}

/** A number with as many digits as the eye can tell apart. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): Html[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [html` ${name}="${value}"`],
  );
}

/** A drawing with its text form folded below it, for readers who cannot see it. */
export function figure(drawing: Html, text: string, notes: readonly Html[] = []): string {
  return html`<figure style="margin:.3em 0;overflow-x:auto">${drawing}${notes}<details style="font-size:.9em"><summary>As text</summary><pre style="background:none;color:inherit;overflow-x:auto">${text}</pre></details></figure>`
    .markup;
}

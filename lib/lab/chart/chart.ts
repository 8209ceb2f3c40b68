/** A chart: a specification for Vega-Lite, drawn when it is shown, with a text form. */

import { inspect } from 'node:util';
import type { View } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import type { MimeBundle } from '../base/host.ts';
import { Html, html } from '../base/html.ts';
import { jupyterDisplay, toBundle } from '../base/picture.ts';
import { figure, fitting, round } from '../draw/svg.ts';

/** The labels that every chart must have. */
export interface ChartOptions {
  readonly title: string;
  /** The title of the horizontal axis, with its unit, such as `time (ms)`. */
  readonly x: string;
  /** The title of the vertical axis, with its unit. */
  readonly y: string;
}

/** Everything takes the page's own text colour, so that light and dark both work. */
const config = {
  background: 'transparent',
  font: 'system-ui, "DejaVu Sans", sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    domainColor: 'currentColor',
    tickColor: 'currentColor',
    gridColor: 'currentColor',
    gridOpacity: 0.15,
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
  legend: {
    orient: 'top',
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    labelFontSize: 12,
  },
  header: { labelColor: 'currentColor', titleColor: 'currentColor' },
  title: { color: 'currentColor', fontSize: 14, anchor: 'start' },
} as const;

/** The letters of charts are large enough to become so much smaller. */
const leastScale = 0.75;

/** A chart that a notebook shows as a drawing, and a terminal as text. */
export class Chart {
  readonly #spec: TopLevelSpec;
  readonly #title: string;
  readonly #text: string;
  readonly #notes: readonly string[];

  /** @internal Vega's types would be loaded into every cell that imports this. */
  constructor(
    spec: TopLevelSpec,
    {
      title,
      text,
      notes = [],
    }: { readonly title: string; readonly text: string; readonly notes?: readonly string[] },
  ) {
    this.#spec = spec;
    this.#title = title;
    this.#text = `${title}\n${text}`;
    this.#notes = notes;
  }

  /** The drawing takes a moment: the library that draws is loaded only now. */
  async [jupyterDisplay](): Promise<MimeBundle> {
    const svg = await this.toSvg();
    const drawing = html`<div style="color:inherit">${new Html(svg)}</div>`;
    const notes = this.#notes.map((note) => html`<div style="font-size:.9em">${note}</div>`);
    return toBundle({ text: this.#text, html: figure(drawing, this.#text, notes) });
  }

  [inspect.custom](): string {
    return this.#text;
  }

  toString(): string {
    return this.#text;
  }

  /** The drawing alone. */
  async toSvg(): Promise<string> {
    const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
    const whole: TopLevelSpec = { ...this.#spec, title: this.#title, config };
    const view: View = new vega.View(vega.parse(compile(whole).spec), { renderer: 'none' });
    try {
      return named(await view.toSVG(), this.#title);
    } finally {
      view.finalize();
    }
  }
}

/** Names the drawing as a whole to screen readers; its many parts stay silent. */
function named(svg: string, title: string): string {
  const [, width] = /^<svg[^>]* width="([\d.]+)"/.exec(svg) ?? [];
  const style = fitting(Number(width), leastScale);
  const label = html`role="img" aria-label="${title}, a chart; its figures follow as text" style="${style}"`;
  return svg
    .replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, '')
    .replace('<svg ', `<svg ${label} `)
    .replace(/ d="[^"]{100,}"/g, shortPath)
    .replaceAll('\n', '');
}

/** A long line in tenths of a pixel, which is finer than an eye sees. */
function shortPath(data: string): string {
  return data.replace(/\d+\.\d+/g, (number) => String(round(Number(number))));
}

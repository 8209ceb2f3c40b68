/** The distribution of points: a drawing, and the same numbers in words for a screen reader. */

import { type Html, html } from '../../lab/base/html.ts';

/** Options of a drawing. */
export interface HistogramOptions {
  /** The most points there are. */
  readonly possible: number;
  /** Names the drawing in its page. */
  readonly id: string;
}

const left = 34;
const right = 580;
const bottom = 150;
const tallest = 120;

/** Draws a bar for each whole number of points. The same numbers follow as a table, folded. */
export function histogram(points: readonly number[], { possible, id }: HistogramOptions): Html {
  const counts = Array.from(
    { length: possible + 1 },
    (_, value) => points.filter((each) => Math.min(possible, Math.floor(each)) === value).length,
  );
  const most = Math.max(1, ...counts);
  const step = Math.floor((right - left) / counts.length);
  const bars = counts.map((count, value) => {
    const height = Math.round((count / most) * tallest);
    const [x, y] = [left + value * step, bottom - height];
    const label = html`<text x="${x + step / 2}" y="${y - 5}" text-anchor="middle">${count}</text>`;
    return html`<rect class="bar" x="${x + 4}" y="${y}" width="${step - 8}" height="${height}" rx="2"></rect>${count === 0 ? undefined : label}
<text x="${x + step / 2}" y="${bottom + 17}" text-anchor="middle">${value}</text>`;
  });
  const spoken = counts.map((count, value) => `${value} points: ${count}`).join('; ');
  const rows = counts.map(
    (count, value) => html`<tr><th scope="row">${value}</th><td class="number">${count}</td></tr>`,
  );
  return html`<svg role="img" aria-labelledby="${id}" viewBox="0 0 580 195"><title id="${id}">Students by points. ${spoken}</title><line x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"></line>${bars}<text x="${left + (right - left) / 2}" y="190" text-anchor="middle">points</text></svg>
<details><summary>The same as a table</summary><table><caption>Students by points</caption><thead><tr><th scope="col">Points</th><th scope="col">Students</th></tr></thead><tbody>${rows}</tbody></table></details>`;
}

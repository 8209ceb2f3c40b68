/** The frame of every page that the grader writes: self-contained, and sanitised as a whole. */

import sanitize from 'sanitize-html';
import { Html, html } from '../../lab/base/html.ts';

const style = `
  :root {
    color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif;
    --ink: light-dark(#1b1f24, #e6e8eb); --quiet: light-dark(#57606a, #a3abb5);
    --ground: light-dark(#ffffff, #15181c); --panel: light-dark(#f4f6f8, #1e2329);
    --line: light-dark(#d0d5db, #3a424c); --bar: light-dark(#1f5fbf, #7fb2ff);
    --good: light-dark(#116329, #4ac26b); --bad: light-dark(#a40e26, #ff8182);
  }
  body { margin: 0; color: var(--ink); background: var(--ground); }
  main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: break-word; }
  h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0; }
  h2 { font-size: 1.25rem; margin: 2.5rem 0 0.5rem; padding-top: 0.5rem; border-top: 1px solid var(--line); }
  h3 { font-size: 1rem; margin: 1.5rem 0 0.25rem; }
  pre, code { font-family: ui-monospace, monospace; font-size: 0.9em; }
  pre { overflow-x: auto; padding: 0.75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
  a { color: var(--bar); }
  summary { cursor: pointer; padding: 0.2rem 0; }
  :focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
  table { border-collapse: collapse; width: 100%; }
  caption { text-align: left; color: var(--quiet); padding-bottom: 0.25rem; }
  th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); }
  td.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
  .scroll { overflow-x: auto; }
  .quiet { color: var(--quiet); }
  .good { color: var(--good); } .bad { color: var(--bad); }
  .note { background: var(--panel); border-left: 4px solid var(--bar); padding: 0.5rem 1rem; border-radius: 0 6px 6px 0; }
  .tiles { display: flex; flex-wrap: wrap; gap: 0.75rem; padding: 0; margin: 1rem 0; list-style: none; }
  .tiles li { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem 1rem; }
  .tiles strong { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
  .score { font-size: 1.25rem; } .score strong { font-size: 2rem; }
  svg { display: block; width: 100%; height: auto; max-width: 40rem; }
  svg.meter { width: 8rem; height: 0.9rem; margin-top: 0.3rem; }
  .bar { fill: var(--bar); } .ground { fill: var(--line); }
  svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
  svg line { stroke: var(--quiet); }
  @media (max-width: 34rem) { svg.meter { width: 4rem; } th, td { padding-right: 0.5rem; } }
  @media print { details { break-inside: avoid; } h2, h3 { break-after: avoid; } }
`;

/** The elements of our own pages. The sanitiser removes everything else. */
const allowed: sanitize.IOptions = {
  allowedTags: [
    ...[
      'h1',
      'h2',
      'h3',
      'p',
      'ul',
      'li',
      'pre',
      'code',
      'strong',
      'small',
      'span',
      'div',
      'a',
      'br',
    ],
    ...['details', 'summary', 'table', 'caption', 'thead', 'tbody', 'tr', 'th', 'td'],
    ...['svg', 'title', 'rect', 'text', 'line', 'g'],
  ],
  allowedAttributes: {
    a: ['href'],
    details: ['open'],
    th: ['scope'],
    pre: ['tabindex', 'role', 'aria-label'],
    div: ['tabindex', 'role', 'aria-label'],
    svg: ['viewbox', 'viewBox', 'role', 'aria-labelledby', 'aria-hidden', 'preserveAspectRatio'],
    title: ['id'],
    rect: ['x', 'y', 'width', 'height', 'rx'],
    line: ['x1', 'x2', 'y1', 'y2'],
    text: ['x', 'y', 'text-anchor'],
    '*': ['style', 'class'],
  },
  allowedStyles: {
    '*': {
      'border-bottom': [/^2px solid #[0-9a-f]{6}$/],
      'white-space': [/^pre-wrap$/],
      'list-style': [/^none$/],
      'padding-left': [/^1em$/],
    },
  },
  allowedSchemes: [],
  allowProtocolRelative: false,
  parser: { lowerCaseAttributeNames: false },
};

/** A whole page. `body` may hold text of learners: it is sanitised here, once, for every page. */
export function toPage(title: string, body: Html): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
<main>
${new Html(sanitize(body.markup, allowed))}
</main>
</body>
</html>
`);
}

/** A bar that shows a part of a whole; the numbers stand beside it in words. */
export function meter(part: number, whole: number): Html {
  const width = whole === 0 ? 0 : Math.round((part / whole) * 100);
  return html`<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="ground" x="0" y="0" width="100" height="10"></rect><rect class="bar" x="0" y="0" width="${width}" height="10"></rect></svg>`;
}

/** A table that can be scrolled sideways where it is too wide, by keyboard too. */
export function table(
  caption: string,
  { head, rows }: { readonly head: readonly string[]; readonly rows: readonly Html[] },
): Html {
  const titles = head.map((title) => html`<th scope="col">${title}</th>`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${titles}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

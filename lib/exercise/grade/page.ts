/** The frame of every page that the grader writes: self-contained, and sanitised as a whole. */

import sanitize from 'sanitize-html';
import { escapeHtml } from '../result-html.ts';

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  pre, code { font-family: ui-monospace, monospace; font-size: 0.9em; }
  pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; border-radius: 4px; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: 0.25rem 0.75rem; border-bottom: 1px solid; }
  .bar { fill: light-dark(#1f5fbf, #7fb2ff); }
  svg text { fill: CanvasText; font: 13px system-ui, sans-serif; }
`;

/** What our own pages are made of. Whatever else gets in goes out again. */
const allowed: sanitize.IOptions = {
  allowedTags: [
    ...['h1', 'h2', 'h3', 'p', 'ul', 'li', 'pre', 'code', 'strong', 'small', 'span', 'div', 'a'],
    ...['details', 'summary', 'table', 'caption', 'thead', 'tbody', 'tr', 'th', 'td'],
    ...['svg', 'title', 'rect', 'text', 'g'],
  ],
  allowedAttributes: {
    a: ['href'],
    details: ['open'],
    th: ['scope'],
    pre: ['tabindex'],
    svg: ['viewbox', 'viewBox', 'role', 'aria-labelledby', 'width', 'height'],
    title: ['id'],
    rect: ['x', 'y', 'width', 'height', 'class'],
    text: ['x', 'y', 'text-anchor'],
    '*': ['style'],
  },
  allowedStyles: {
    '*': { color: [/^light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\)$/], 'white-space': [/^pre-wrap$/] },
  },
  allowedSchemes: [],
  parser: { lowerCaseAttributeNames: false },
};

/** A whole page. `body` may hold what learners wrote: it is sanitised here, once, for every page. */
export function toPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${sanitize(body, allowed)}
</main>
</body>
</html>
`;
}

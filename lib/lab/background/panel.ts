/** The panel of a background cell: its state, address, connections, last log lines and error. */

import { visible } from '../../base/visible.ts';
import { accent, type Html, html, tint } from '../base/html.ts';
import type { Representation } from '../base/picture.ts';
import { firstThatFits, maxText, shorten } from '../draw/bounds.ts';

/** The stage of a background cell. */
export type BackgroundState =
  | 'starting'
  | 'listening'
  | 'running'
  | 'finished'
  | 'stopped'
  | 'failed';

/** One line that the background cell logged. */
export interface LogLine {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly text: string;
}

/** The content of a panel. */
export interface PanelContent {
  readonly name: string;
  readonly state: BackgroundState;
  readonly addresses: readonly string[];
  readonly connections: { readonly now: number; readonly total: number };
  readonly bytes: { readonly received: number; readonly sent: number };
  readonly lines: readonly LogLine[];
  /** Log lines in all, of which `lines` are the last. */
  readonly logged: number;
  readonly error: Error | undefined;
  /** The resources that would not close. */
  readonly leftOpen: readonly string[];
  /** True where the state has changed since the last drawing: screen readers say it then. */
  readonly isNews?: boolean;
}

/** Each state differs in its sign and its word; colour only repeats the difference. */
const marks: Readonly<Record<BackgroundState, { readonly sign: string; readonly colour: string }>> =
  {
    starting: { sign: '◌', colour: accent.grey },
    listening: { sign: '●', colour: accent.green },
    running: { sign: '▶', colour: accent.blue },
    finished: { sign: '✓', colour: accent.grey },
    stopped: { sign: '■', colour: accent.grey },
    failed: { sign: '✕', colour: accent.red },
  };

/** Addresses, and things left open, beyond this number are counted. */
const listedAddresses = 8;
/** The most characters of a line, and of an error. */
const maxLineLength = 500;
const maxErrorLength = 4000;

/** Both forms of a panel. */
export function drawPanel(whole: PanelContent): Representation {
  const content: PanelContent = {
    ...whole,
    addresses: listed(whole.addresses),
    leftOpen: listed(whole.leftOpen),
    lines: whole.lines.map(({ at, text }) => ({ at, text: shorten(text, maxLineLength) })),
  };
  return {
    text: firstThatFits(lineLimits, (most) => panelText(lastLines(content, most)), maxText),
    html: firstThatFits(lineLimits, (most) => panelHtml(lastLines(content, most)).markup),
  };
}

/** Numbers of log lines, tried in this order until the panel fits. */
const lineLimits = [Number.POSITIVE_INFINITY, 40, 20, 10, 4] as const;

function lastLines(content: PanelContent, most: number): PanelContent {
  return { ...content, lines: content.lines.slice(-Math.min(most, content.lines.length)) };
}

function listed(all: readonly string[]): readonly string[] {
  if (all.length <= listedAddresses) return all;
  return [...all.slice(0, listedAddresses - 1), `and ${all.length - listedAddresses + 1} more`];
}

function panelText(content: PanelContent): string {
  const { lines, logged, error, leftOpen } = content;
  return [
    `${marks[content.state].sign} ${content.name}: ${headline(content)}`,
    ...figures(content).map((figure) => `  ${figure}`),
    ...(logged > lines.length ? [`  ... ${logged - lines.length} earlier lines`] : []),
    ...lines.map(({ at, text }) => `  ${seconds(at)}  ${visible(text)}`),
    ...(error ? [indent(shorten(error.stack ?? String(error), maxErrorLength))] : []),
    ...leftOpen.map((resource) => `  still open: ${resource}`),
  ].join('\n');
}

/** A line that is too long for the page goes on below its beginning, not below its time. */
const hangingIndent = 'display:block;padding-left:11ch;text-indent:-11ch';

function panelHtml(content: PanelContent): Html {
  const { name, state, lines, logged, error, leftOpen } = content;
  const { sign, colour } = marks[state];
  const earlier = logged - lines.length;
  return html`<div role="group" aria-label="Background cell ${name}" style="border-left:4px solid ${colour};padding:.35em .9em;margin:.2em 0;background:${tint(4)}">
<div${content.isNews ? html` role="status"` : undefined}><span aria-hidden="true">${sign} </span><strong>${name}</strong> ${headline(content)}</div>
${figures(content).map((figure) => html`<div style="font-size:.92em">${figure}</div>`)}
${lines.length > 0 ? html`<pre style="margin:.4em 0 0;padding:0;background:none;color:inherit;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.92em">${earlier > 0 ? `... ${earlier} earlier lines\n` : undefined}${lines.map(({ at, text }) => html`<span style="${hangingIndent}">${seconds(at)}  ${text}\n</span>`)}</pre>` : undefined}
${error ? errorHtml(error) : undefined}
${leftOpen.map((resource) => html`<div>Still open: ${resource}</div>`)}
</div>`;
}

function errorHtml(error: Error): Html {
  const stack = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return html`<div style="margin-top:.4em"><strong>${error.name}</strong>: ${shorten(error.message, maxErrorLength)}</div>
<pre style="margin:.2em 0 0;padding:0;background:none;color:inherit;white-space:pre-wrap;font-size:.85em">${shorten(stack.join('\n'), maxErrorLength)}</pre>`;
}

function headline({ state, addresses }: PanelContent): string {
  if (addresses.length === 0) return state;
  if (state === 'listening') return `listening on ${addresses.join(', ')}`;
  return `${state} (${addresses.join(', ')})`;
}

function figures({ connections, bytes }: PanelContent): readonly string[] {
  if (connections.total === 0) return [];
  const traffic =
    bytes.received + bytes.sent > 0
      ? `, ${formatBytes(bytes.received)} received, ${formatBytes(bytes.sent)} sent`
      : '';
  return [`connections: ${connections.now} open, ${connections.total} in all${traffic}`];
}

/** A number of bytes for reading: `512 bytes`, `1.5 KB`. */
export function formatBytes(bytes: number): string {
  if (bytes === 1) return '1 byte';
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3).padStart(7)} s`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

/** A check report as HTML, for the notebook and for feedback pages. */

import { accent, type Html, html } from '../../lab/base/html.ts';
import type { CheckFailure } from '../protocol.ts';
import type { CheckOutcome, CheckReport } from '../run-checks.ts';
import { byTask, isFailure, isUnwritten, pointsOf, type TextOptions } from './report-text.ts';

/** Words keep the page's colour, and a line below repeats them: pages of VS Code do not say if they are dark. */
const good = `border-bottom: 2px solid ${accent.green}`;
const bad = `border-bottom: 2px solid ${accent.red}`;
const box = 'border-left: 3px solid; padding: 2px 0 2px 12px; margin: 4px 0 8px 4px';

/** Writes a check report as a fragment of HTML. */
export function toHtml(report: CheckReport, { notes = [] }: Pick<TextOptions, 'notes'> = {}): Html {
  const { exercise, points, possible, stopped, seed, outcomes } = report;
  const first = stopped === undefined ? outcomes.find(isFailure) : undefined;
  return html`<div><p><strong style="${points === possible ? good : bad}">${points} of ${possible} points</strong> ${exercise}</p>
${notes.map((line) => html`<p>${line}</p>`)}
${stopped === undefined ? undefined : html`<p>Nothing could be checked: <code>${stopped}</code></p>`}
${[...byTask(report)].map(([task, own]) => taskHtml(task, { own, first }))}
<p><small>Seed ${seed} repeats these inputs.</small></p></div>`;
}

function taskHtml(
  task: string,
  {
    own,
    first,
  }: { readonly own: readonly CheckOutcome[]; readonly first: CheckOutcome | undefined },
): Html {
  const items = isUnwritten(own)
    ? html`<li>not written yet</li>`
    : own.map((outcome) => item(outcome, outcome === first));
  return html`<p><strong>${task}</strong> (${pointsOf(own)})</p>
<ul style="list-style: none; padding-left: 1em">${items}</ul>
`;
}

function item({ title, failure }: CheckOutcome, isOpen: boolean): Html {
  if (failure === undefined) {
    return html`<li><span style="${good}">\u2713 passed</span> ${title}</li>`;
  }
  const head = html`<summary><span style="${bad}">\u2717 failed</span> ${title}</summary>`;
  return isOpen
    ? html`<li><details open>${head}${explain(failure)}</details></li>`
    : html`<li><details>${head}${explain(failure)}</details></li>`;
}

function explain({ message, expected, received, wire, hints }: CheckFailure): Html {
  const transcript =
    wire.length === 0
      ? undefined
      : html`<p style="margin: 4px 0 0">On the wire</p><pre tabindex="0">${wire.join('\n')}</pre>`;
  const folded = hints.map(
    (hint, index) =>
      html`<details><summary style="padding: 6px 0">Hint ${index + 1} of ${hints.length}</summary>${hint}</details>`,
  );
  return html`<div style="${box}"><p style="margin: 0"><code style="white-space: pre-wrap">${message}</code></p>${compared('Expected', expected)}${compared('Received', received)}${transcript}${folded}</div>`;
}

function compared(name: string, value: string | undefined): Html | undefined {
  if (value === undefined) return undefined;
  return html`<p style="margin: 4px 0 0">${name}: <code style="white-space: pre-wrap">${value}</code></p>`;
}

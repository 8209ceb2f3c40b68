/** A decision as HTML, for the notebook and for feedback pages. Everything in it is escaped. */

import type { Decision, Outcome } from './decide.ts';
import type { Failure } from './protocol.ts';
import { byTask, isFailure, isUnwritten, pointsOf } from './result-text.ts';

/** Colours that keep a contrast of 4.5 to 1 on light and on dark ground, as the page has it. */
const good = 'color: light-dark(#116329, #4ac26b)';
const bad = 'color: light-dark(#a40e26, #ff8182)';
const box = 'border-left: 3px solid; padding: 2px 0 2px 12px; margin: 4px 0 8px 4px';

/** Writes a decision as a fragment of HTML. */
export function toHtml(decision: Decision): string {
  const { exercise, points, possible, stopped, seed } = decision;
  const full = points === possible;
  const parts = [
    `<p><strong style="${full ? good : bad}">${points} of ${possible} points</strong> ${escapeHtml(exercise)}</p>`,
  ];
  if (stopped !== undefined) {
    parts.push(`<p>Nothing could be checked: <code>${escapeHtml(stopped)}</code></p>`);
  }
  const first = decision.outcomes.find(isFailure);
  for (const [task, outcomes] of byTask(decision)) {
    parts.push(`<p><strong>${escapeHtml(task)}</strong> (${pointsOf(outcomes)})</p>`);
    const items = isUnwritten(outcomes)
      ? '<li>not written yet</li>'
      : outcomes
          .map((outcome) => item(outcome, outcome === first && stopped === undefined))
          .join('');
    parts.push(`<ul style="list-style: none; padding-left: 1em">${items}</ul>`);
  }
  parts.push(`<p><small>Seed ${seed} repeats these inputs.</small></p>`);
  return `<div style="color-scheme: inherit">${parts.join('\n')}</div>`;
}

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function item({ title, failure }: Outcome, open: boolean): string {
  if (failure === undefined)
    return `<li><span style="${good}">\u2713 passed</span> ${escapeHtml(title)}</li>`;
  const head = `<span style="${bad}">\u2717 failed</span> ${escapeHtml(title)}`;
  return `<li><details${open ? ' open' : ''}><summary>${head}</summary>${explain(failure)}</details></li>`;
}

function explain({ message, expected, received, wire, hints }: Failure): string {
  const rows = [
    `<p style="margin: 0"><code style="white-space: pre-wrap">${escapeHtml(message)}</code></p>`,
    row('Expected', expected),
    row('Received', received),
    wire.length === 0
      ? ''
      : `<p style="margin: 4px 0 0">On the wire</p><pre tabindex="0">${escapeHtml(wire.join('\n'))}</pre>`,
    ...hints.map(
      (hint, index) =>
        `<details><summary>Hint ${index + 1} of ${hints.length}</summary>${escapeHtml(hint)}</details>`,
    ),
  ];
  return `<div style="${box}">${rows.join('')}</div>`;
}

function row(name: string, value: string | undefined): string {
  if (value === undefined) return '';
  return `<p style="margin: 4px 0 0">${name}: <code style="white-space: pre-wrap">${escapeHtml(value)}</code></p>`;
}

/** The page that a student gets back. */

import { toHtml } from '../../check/report/report-html.ts';
import { type Html, html } from '../../lab/base/html.ts';
import type { GradeRecord } from '../record.ts';
import type { FinalGrade } from '../rules.ts';
import { meter, toPage } from './page.ts';

/** Writes the feedback on one answer. */
export function toFeedback({ record, points, penalty, comment }: FinalGrade): string {
  const { name, exercise, possible, remarks, outcomes } = record;
  const body = html`<p class="quiet">${name}</p>
<h1>${exercise}</h1>
${score(points, possible)}
${comment === undefined || comment === '' ? undefined : note(`Your instructor says: ${comment}`)}
${penalty > 0 ? note(`${penalty} points were taken off because it came late.`) : undefined}
${withoutChecks(record)}
${remarks.length > 0 ? html`<h2>Your notebook</h2>${list(remarks)}` : undefined}
${outcomes.length > 0 ? html`<h2>Checks</h2>${checks(record)}` : undefined}
${answers(record)}`;
  return toPage(`${exercise}: ${name}`, body);
}

function score(points: number | undefined, possible: number): Html {
  if (points === undefined) return html`<p class="score">Not graded yet</p>`;
  return html`<p class="score"><strong>${points}</strong> of ${possible} points</p>${meter(points, possible)}`;
}

function withoutChecks({ status, reason, outcomes }: GradeRecord): Html | undefined {
  if (status === 'broken') {
    return note('The grader failed, which says nothing about your work. It will be graded again.');
  }
  return reason !== undefined && outcomes.length === 0 ? note(reason) : undefined;
}

function checks(record: GradeRecord): Html {
  const { exercise, outcomes, possible, reason, duration } = record;
  return toHtml({
    exercise,
    seed: record.seed ?? 0,
    outcomes,
    points: record.points ?? 0,
    possible,
    stopped: reason,
    interrupted: undefined,
    duration,
    cpu: record.cpu ?? 0,
  });
}

function answers({ answers }: GradeRecord): Html | undefined {
  const own = Object.entries(answers).map(
    // Reachable by keyboard, because a long line makes it scroll.
    ([id, source]) =>
      html`<h3>${id}</h3><pre tabindex="0" role="region" aria-label="${id}"><code>${source}</code></pre>
`,
  );
  return own.length === 0 ? undefined : html`<h2>Your answers</h2>${own}`;
}

function note(text: string): Html {
  return html`<p class="note">${text}</p>`;
}

function list(items: readonly string[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

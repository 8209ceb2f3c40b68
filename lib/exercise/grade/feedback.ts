/** The page that a student gets back. */

import type { Decision } from '../decide.ts';
import { escapeHtml, toHtml } from '../result-html.ts';
import { meter, toPage } from './page.ts';
import type { FinalGrade } from './rules.ts';

/** Writes the feedback on one answer. */
export function toFeedback({ record, points, penalty, comment }: FinalGrade): string {
  const { name, exercise, possible, reason, remarks, answers, outcomes, seed, duration, cpu } =
    record;
  const score =
    points === undefined ? 'Not graded yet' : `<strong>${points}</strong> of ${possible} points`;
  const parts = [
    `<p class="quiet">${escapeHtml(name)}</p>`,
    `<h1>${escapeHtml(exercise)}</h1>`,
    `<p class="score">${score}</p>${points === undefined ? '' : meter(points, possible)}`,
  ];
  if (comment !== undefined && comment !== '') {
    parts.push(`<p class="note">Your instructor says: ${escapeHtml(comment)}</p>`);
  }
  if (penalty > 0) {
    parts.push(`<p class="note">${penalty} points were taken off because it came late.</p>`);
  }
  if (record.status === 'broken') {
    parts.push(
      '<p class="note">The grader failed, which says nothing about your work. It will be graded again.</p>',
    );
  } else if (reason !== undefined && outcomes.length === 0) {
    parts.push(`<p class="note">${escapeHtml(reason)}</p>`);
  }
  if (remarks.length > 0) parts.push(`<h2>Your notebook</h2>${list(remarks)}`);
  if (outcomes.length > 0) {
    const decision: Decision = {
      exercise,
      seed: seed ?? 0,
      outcomes,
      points: record.points ?? 0,
      possible,
      stopped: reason,
      interrupted: undefined,
      duration,
      cpu: cpu ?? 0,
    };
    parts.push(`<h2>Checks</h2>${toHtml(decision)}`);
  }
  const own = Object.entries(answers);
  if (own.length > 0) parts.push('<h2>Your answers</h2>');
  for (const [id, source] of own) {
    // Reachable by keyboard, because a long line makes it scroll.
    parts.push(
      `<h3>${escapeHtml(id)}</h3><pre tabindex="0" role="region" aria-label="${escapeHtml(id)}"><code>${escapeHtml(source)}</code></pre>`,
    );
  }
  return toPage(`${exercise}: ${name}`, parts.join('\n'));
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}

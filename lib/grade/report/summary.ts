/** The page about a class: how points are distributed, which checks are hardest, and who needs a look. */

import { escapeHtml } from '../result-html.ts';
import { histogram } from './histogram.ts';
import { meter, table, toPage } from './page.ts';
import { feedbackPage } from './record.ts';
import type { FinalGrade } from './rules.ts';
import { hardestChecks, medianOf, pointsOf } from './statistics.ts';

/** Writes the page about all grades, with a section for each exercise. */
export function toSummary(grades: readonly FinalGrade[]): string {
  const exercises = Map.groupBy(grades, ({ record }) => record.exercise);
  const sections = [...exercises]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([exercise, own], index) => section(exercise, { grades: own, index }));
  return toPage('Class summary', `<h1>Class summary</h1>${sections.join('\n')}`);
}

function section(
  exercise: string,
  { grades, index }: { readonly grades: readonly FinalGrade[]; readonly index: number },
): string {
  const points = pointsOf(grades);
  const possible = grades[0]?.record.possible ?? 10;
  const sum = points.reduce((total, each) => total + each, 0);
  const tiles = [
    [grades.length, grades.length === 1 ? 'submission' : 'submissions'],
    [medianOf(grades), 'median points'],
    [points.length === 0 ? '-' : (sum / points.length).toFixed(1), 'mean points'],
    [points.filter((each) => each >= possible).length, 'with full points'],
    [grades.filter(needsLook).length, 'to be looked at'],
  ].map(([value, what]) => `<li><strong>${value}</strong> ${what}</li>`);
  return `<h2>${escapeHtml(exercise)}</h2>
<ul class="tiles">${tiles.join('')}</ul>
<h3>How the points are distributed</h3>
${histogram(points, { possible, id: `distribution-${index}` })}
${hardest(grades)}
${troubles(grades)}
${students(grades)}`;
}

function hardest(grades: readonly FinalGrade[]): string {
  const rows = hardestChecks(grades).map(
    ({ title, task, passed, all }) =>
      `<tr><td>${escapeHtml(title)}<br><span class="quiet">${escapeHtml(task)}</span></td><td class="number">${passed} of ${all}</td><td class="number">${Math.round((passed / all) * 100)} % ${meter(passed, all)}</td></tr>`,
  );
  if (rows.length === 0) return '';
  const head = ['Check', 'Passed', 'Share'];
  return `<h3>Which checks are hardest</h3>${table('Checks, the hardest first', { head, rows })}`;
}

/** How many of those to look at are listed. Where there are more, they have a reason in common. */
const mostTroubles = 50;

/** Whom an instructor should look at. */
function troubles(grades: readonly FinalGrade[]): string {
  const all = grades.filter(needsLook);
  const rows = all
    .slice(0, mostTroubles)
    .map(
      ({ record }) =>
        `<tr><td>${linkTo(record)}</td><td>${record.status}</td><td>${escapeHtml((record.reason ?? '').slice(0, 300))}</td></tr>`,
    );
  if (rows.length === 0) return '';
  const head = ['Student', 'Status', 'Reason'];
  const more = all.length - rows.length;
  const rest = more === 0 ? '' : `<p>And ${more} more: gradebook.csv names them all.</p>`;
  return `<h3>Who needs a look</h3>${table('Submissions that could not be graded plainly', { head, rows })}${rest}`;
}

function students(grades: readonly FinalGrade[]): string {
  const rows = grades.map(
    ({ record, points, penalty, comment }) =>
      `<tr><td>${linkTo(record)}</td><td class="number">${points ?? '-'} of ${record.possible}</td><td>${[
        penalty > 0 ? `late, ${penalty} off` : '',
        comment === undefined ? '' : `by hand: ${escapeHtml(comment)}`,
      ]
        .filter((note) => note !== '')
        .join('; ')}</td></tr>`,
  );
  const head = ['Student', 'Points', 'Notes'];
  return `<h3>Everybody</h3><details${rows.length > 40 ? '' : ' open'}><summary>All grades: ${rows.length}</summary>${table('Grades, with a link to each feedback', { head, rows })}</details>`;
}

function linkTo(record: FinalGrade['record']): string {
  return `<a href="feedback/${encodeURIComponent(feedbackPage(record))}">${escapeHtml(record.name)}</a>`;
}

function needsLook({ record }: FinalGrade): boolean {
  return record.status !== 'graded';
}

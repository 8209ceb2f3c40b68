/** The page about a class: the distribution of points, the hardest checks, and grades to look at. */

import { type Html, html } from '../../lab/base/html.ts';
import { feedbackPage, type GradeRecord } from '../record.ts';
import type { FinalGrade } from '../rules.ts';
import { histogram } from './histogram.ts';
import { meter, table, toPage } from './page.ts';
import { hardestChecks, medianOf, pointsOf, sameAnswers } from './statistics.ts';

/** Writes the page about all grades, with a section for each exercise. */
export function toSummary(grades: readonly FinalGrade[]): string {
  const exercises = Map.groupBy(grades, ({ record }) => record.exercise);
  const sections = [...exercises]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([exercise, own], index) => section(exercise, { grades: own, index }));
  return toPage('Class summary', html`<h1>Class summary</h1>${sections}`);
}

function section(
  exercise: string,
  { grades, index }: { readonly grades: readonly FinalGrade[]; readonly index: number },
): Html {
  const points = pointsOf(grades);
  const possible = Math.max(...grades.map(({ record }) => record.possible));
  const sum = points.reduce((total, each) => total + each, 0);
  const tiles = [
    [grades.length, grades.length === 1 ? 'submission' : 'submissions'],
    [medianOf(grades), 'median points'],
    [points.length === 0 ? '-' : (sum / points.length).toFixed(1), 'mean points'],
    [points.filter((each) => each >= possible).length, 'with full points'],
    [grades.filter(needsLook).length, 'to be looked at'],
  ].map(([value, title]) => html`<li><strong>${value}</strong> ${title}</li>`);
  return html`<h2>${exercise}</h2>
<ul class="tiles">${tiles}</ul>
<h3>How the points are distributed</h3>
${histogram(points, { possible, id: `distribution-${index}` })}
${hardest(grades)}
${toLookAt(grades)}
${alike(grades)}
${students(grades)}
`;
}

function hardest(grades: readonly FinalGrade[]): Html | undefined {
  const rows = hardestChecks(grades).map(
    ({ title, task, passed, all, discrimination }) =>
      html`<tr><td>${title}<br><span class="quiet">${task}</span></td><td class="number">${passed} of ${all}</td><td class="number">${Math.round((passed / all) * 100)} % ${meter(passed, all)}</td><td class="number">${discrimination?.toFixed(2) ?? '-'}</td></tr>`,
  );
  if (rows.length === 0) return undefined;
  const head = ['Check', 'Passed', 'Share', 'Discrimination'];
  return html`<h3>Which checks are hardest</h3>${table('Checks, the hardest first', { head, rows })}
<p class="quiet">Discrimination is the correlation of passing a check with the points of all others, from -1 to 1: a check that strong answers fail as often as weak ones is near 0.</p>`;
}

/** At most so many grades to look at are listed. More of them have a reason in common. */
const maxToLookAt = 50;

/** Grades that an instructor should look at. */
function toLookAt(grades: readonly FinalGrade[]): Html | undefined {
  const all = grades.filter(needsLook);
  if (all.length === 0) return undefined;
  const rows = all
    .slice(0, maxToLookAt)
    .map(
      ({ record }) =>
        html`<tr><td>${linkTo(record)}</td><td>${record.status}</td><td>${(record.reason ?? '').slice(0, 300)}</td></tr>`,
    );
  const head = ['Student', 'Status', 'Reason'];
  const more = all.length - rows.length;
  const rest =
    more === 0 ? undefined : html`<p>And ${more} more: gradebook.csv names them all.</p>`;
  return html`<h3>Who needs a look</h3>${table('Submissions that could not be graded plainly', { head, rows })}${rest}`;
}

/** At most so many groups with the same answer are listed, and so many names of each. */
const maxAlike = 20;

/** Students who have handed in the same answer: a team, or a talk that is due. */
function alike(grades: readonly FinalGrade[]): Html | undefined {
  const groups = sameAnswers(grades);
  if (groups.length === 0) return undefined;
  const rows = groups.slice(0, maxAlike).map((group) => {
    const names = group
      .slice(0, maxAlike)
      .map(({ record }, index) => html`${index === 0 ? '' : ', '}${linkTo(record)}`);
    const more = group.length - names.length;
    const rest = more > 0 ? ` and ${more} more` : '';
    return html`<tr><td>${names}${rest}</td><td class="number">${group[0]?.record.points}</td></tr>`;
  });
  const more = groups.length - rows.length;
  const rest = more > 0 ? html`<p>And ${more} more groups.</p>` : undefined;
  const head = ['Students', 'Points'];
  return html`<h3>Who has handed in the same</h3>${table('Answers that differ in white space at most', { head, rows })}${rest}`;
}

function students(grades: readonly FinalGrade[]): Html {
  const rows = grades.map(({ record, points, penalty, comment }) => {
    const notes = [
      ...(penalty > 0 ? [`late, ${penalty} off`] : []),
      ...(comment === undefined ? [] : [`by hand: ${comment}`]),
    ];
    return html`<tr><td>${linkTo(record)}</td><td class="number">${points ?? '-'} of ${record.possible}</td><td>${notes.join('; ')}</td></tr>`;
  });
  const head = ['Student', 'Points', 'Notes'];
  const all = html`<summary>All grades: ${rows.length}</summary>${table('Grades, with a link to each feedback', { head, rows })}`;
  const folded =
    rows.length > 40 ? html`<details>${all}</details>` : html`<details open>${all}</details>`;
  return html`<h3>Everybody</h3>${folded}`;
}

function linkTo(record: GradeRecord): Html {
  const page = `feedback/${encodeURIComponent(feedbackPage(record))}`;
  return html`<a href="${page}">${record.name}</a>`;
}

function needsLook({ record }: FinalGrade): boolean {
  return record.status !== 'graded';
}

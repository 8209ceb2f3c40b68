/** The page about a class: how points are distributed, and which checks are hardest. */

import { escapeHtml } from '../result-html.ts';
import { toPage } from './page.ts';
import type { FinalGrade } from './rules.ts';

/** Writes the page about all grades, with a section for each exercise. */
export function toSummary(grades: readonly FinalGrade[]): string {
  const exercises = Map.groupBy(grades, ({ record }) => record.exercise);
  const sections = [...exercises]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([exercise, own], index) => section(exercise, own, index));
  return toPage('Class summary', `<h1>Class summary</h1>${sections.join('\n')}`);
}

function section(exercise: string, grades: readonly FinalGrade[], index: number): string {
  const points = grades.flatMap((grade) => grade.points ?? []).sort((a, b) => a - b);
  const counts = Map.groupBy(grades, ({ record }) => record.status);
  const said = [...counts].map(([status, own]) => `${own.length} ${status}`).join(', ');
  const middle = points.length === 0 ? '-' : (points[Math.floor(points.length / 2)] ?? '-');
  return `<h2>${escapeHtml(exercise)}</h2>
<p>${grades.length} submissions: ${said}. Median ${middle} points.</p>
${histogram(points, `distribution-${index}`)}
${hardest(grades)}
${troubles(grades)}`;
}

/** A bar for each whole number of points; the same numbers stand in the title for those who hear it. */
function histogram(points: readonly number[], id: string): string {
  const most = 10;
  const counts = Array.from(
    { length: most + 1 },
    (_, value) => points.filter((each) => Math.min(most, Math.floor(each)) === value).length,
  );
  const tallest = Math.max(1, ...counts);
  const bars = counts.map((count, value) => {
    const height = Math.round((count / tallest) * 120);
    const x = 20 + value * 50;
    return `<rect class="bar" x="${x}" y="${140 - height}" width="40" height="${height}"></rect>
<text x="${x + 20}" y="${134 - height}" text-anchor="middle">${count}</text>
<text x="${x + 20}" y="158" text-anchor="middle">${value}</text>`;
  });
  const spoken = counts.map((count, value) => `${value} points: ${count}`).join('; ');
  return `<svg role="img" aria-labelledby="${id}" viewBox="0 0 580 165" width="580"><title id="${id}">Students by points. ${spoken}</title>${bars.join('')}</svg>`;
}

function hardest(grades: readonly FinalGrade[]): string {
  const outcomes = grades.flatMap(({ record }) => record.outcomes);
  const rows = [...Map.groupBy(outcomes, ({ title }) => title)]
    .map(([title, all]) => ({
      title,
      task: all[0]?.task ?? '',
      share: all.filter(({ failure }) => failure === undefined).length / all.length,
    }))
    .sort((a, b) => a.share - b.share)
    .map(
      ({ title, task, share }) =>
        `<tr><td>${escapeHtml(title)}</td><td>${escapeHtml(task)}</td><td>${Math.round(share * 100)} %</td></tr>`,
    );
  if (rows.length === 0) return '';
  return `<table><caption>Checks, the hardest first</caption><thead><tr><th scope="col">Check</th><th scope="col">Task</th><th scope="col">Passed</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** Whom an instructor should look at. */
function troubles(grades: readonly FinalGrade[]): string {
  const rows = grades
    .filter(({ record }) => record.status !== 'graded')
    .map(
      ({ record }) =>
        `<tr><td>${escapeHtml(record.name)}</td><td>${record.status}</td><td>${escapeHtml(record.reason ?? '')}</td></tr>`,
    );
  if (rows.length === 0) return '';
  return `<table><caption>To be looked at</caption><thead><tr><th scope="col">Student</th><th scope="col">Status</th><th scope="col">Reason</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** What the terminal says at the end of a grading. */

import { join } from 'node:path';
import type { GradeRecord } from './record.ts';
import type { FinalGrade } from './rules.ts';
import { medianOf } from './statistics.ts';

/** How many submissions that a person should look at are named. */
const mostNamed = 10;

/** What an instructor wants to know first, and where the rest is. */
export function conclude(grades: readonly FinalGrade[], out: string): string {
  if (grades.length === 0) return 'Nothing to grade';
  const counts = Object.entries(countsOf(grades.map(({ record }) => record)));
  const said = counts.map(([status, count]) => `${count} ${status}`).join(', ');
  const odd = grades.filter(({ record }) => record.status !== 'graded');
  const named = odd
    .slice(0, mostNamed)
    .map(({ record }) => `  ${record.student}: ${record.status}, ${firstLine(record.reason)}`);
  return [
    `${grades.length} ${grades.length === 1 ? 'submission' : 'submissions'}: ${said}; median ${medianOf(grades)} points`,
    ...named,
    ...(odd.length > mostNamed ? [`  and ${odd.length - mostNamed} more`] : []),
    `Summary      ${join(out, 'summary.html')}`,
    `Grade books  ${join(out, 'gradebook.csv')}, and beside it those for Canvas and Moodle`,
    `Feedback     ${join(out, 'feedback')}`,
  ].join('\n');
}

/** How many records there are of each status. */
export function countsOf(records: readonly GradeRecord[]): Readonly<Record<string, number>> {
  const groups = [...Map.groupBy(records, ({ status }) => status)];
  return Object.fromEntries(groups.map(([status, own]) => [status, own.length]));
}

function firstLine(text = ''): string {
  return text.split('\n', 1)[0]?.slice(0, 120) ?? '';
}

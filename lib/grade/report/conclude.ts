/** The text in the terminal at the end of a grading. */

import { join } from 'node:path';
import type { GradeRecord } from '../record.ts';
import type { FinalGrade } from '../rules.ts';
import { medianOf } from './statistics.ts';

/** At most so many submissions to look at are named. */
const maxNamed = 10;

/** Writes the result in short, and the paths of the reports. */
export function conclude(grades: readonly FinalGrade[], out: string): string {
  if (grades.length === 0) return 'Nothing to grade';
  const counts = Object.entries(countsOf(grades.map(({ record }) => record)));
  const said = counts.map(([status, count]) => `${count} ${status}`).join(', ');
  const odd = grades.filter(({ record }) => record.status !== 'graded');
  const named = odd
    .slice(0, maxNamed)
    .map(({ record }) => `  ${record.student}: ${record.status}, ${firstLine(record.reason)}`);
  return [
    `${grades.length} ${grades.length === 1 ? 'submission' : 'submissions'}: ${said}; median ${medianOf(grades)} points`,
    ...named,
    ...(odd.length > maxNamed ? [`  and ${odd.length - maxNamed} more`] : []),
    `Summary      ${join(out, 'summary.html')}`,
    `Grade books  ${join(out, 'gradebook.csv')}, and beside it those for Canvas and Moodle`,
    `Feedback     ${join(out, 'feedback')}`,
  ].join('\n');
}

/** Counts the records of each status. */
export function countsOf(records: readonly GradeRecord[]): Readonly<Record<string, number>> {
  const groups = [...Map.groupBy(records, ({ status }) => status)];
  return Object.fromEntries(groups.map(([status, own]) => [status, own.length]));
}

function firstLine(text = ''): string {
  return text.split('\n', 1)[0]?.slice(0, 120) ?? '';
}

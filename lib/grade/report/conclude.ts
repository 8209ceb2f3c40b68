/** The text in the terminal at the end of a grading. */

import { join } from 'node:path';
import type { GradedClass } from '../grade-class.ts';
import type { GradeRecord } from '../record.ts';
import { medianOf } from './statistics.ts';

/** At most so many submissions to look at are named. */
const maxNamed = 10;

/** Writes the result in short, and the paths of the reports. */
export function conclude(
  { grades, changes, strangers }: Pick<GradedClass, 'grades' | 'changes' | 'strangers'>,
  out: string,
): string {
  if (grades.length === 0) return 'Nothing to grade';
  const counts = Object.entries(countsOf(grades.map(({ record }) => record)));
  const said = counts.map(([status, count]) => `${count} ${status}`).join(', ');
  const odd = grades.filter(({ record }) => record.status !== 'graded');
  const named = odd.map(
    ({ record }) => `${record.student}: ${record.status}, ${firstLine(record.reason)}`,
  );
  return [
    `${grades.length} ${grades.length === 1 ? 'submission' : 'submissions'}: ${said}; median ${medianOf(grades)} points`,
    ...few('To be looked at', named),
    ...few(
      'Other points than before',
      changes.map(
        ({ student, exercise, before, after }) =>
          `${student}, ${exercise}: ${before ?? '-'} before, ${after ?? '-'} now`,
      ),
    ),
    ...few('Not in the roster', strangers),
    `Summary      ${join(out, 'summary.html')}`,
    `Grade books  ${join(out, 'gradebook.csv')}, and beside it those for Canvas and Moodle, and checks.csv`,
    `Feedback     ${join(out, 'feedback')}`,
  ].join('\n');
}

/** A heading, and some lines below it; nothing where there are none. */
function few(heading: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length - maxNamed;
  const shown = lines.slice(0, maxNamed).map((line) => `  ${line}`);
  return [`${heading}:`, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])];
}

/** Counts the records of each status. */
export function countsOf(records: readonly GradeRecord[]): Readonly<Record<string, number>> {
  const groups = [...Map.groupBy(records, ({ status }) => status)];
  return Object.fromEntries(groups.map(([status, own]) => [status, own.length]));
}

function firstLine(text = ''): string {
  return text.split('\n', 1)[0]?.slice(0, 120) ?? '';
}

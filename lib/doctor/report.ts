/** The report of the doctor, for a terminal. */

import type { Row, Verdict } from './probe.ts';

const marks: Readonly<Record<Verdict, string>> = { ok: '✓', recorded: '~', differs: '✗' };

/** The report: all rows, then what is not as expected with the way to mend it. */
export function toText(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const table = rows.map(
    ({ verdict, what, found }) => `${marks[verdict]} ${what.padEnd(width)}  ${found}`,
  );
  const troubles = rows.filter(({ verdict }) => verdict !== 'ok').map(trouble);
  return [...table, '', ...troubles, summary(rows)].join('\n');
}

function trouble({ verdict, what, found, expected, lessons, mend }: Row): string {
  const where =
    lessons.length === 0
      ? 'all lessons'
      : `lesson${lessons.length > 1 ? 's' : ''} ${list(lessons)}`;
  return `${marks[verdict]} ${what}: ${found}\n    expected: ${expected}\n    touches:  ${where}\n    mend:     ${mend}\n`;
}

/** How many are as expected, in one sentence. */
export function summary(rows: readonly Row[]): string {
  const count = (wanted: Verdict) => rows.filter(({ verdict }) => verdict === wanted).length;
  const [ok, recorded, differs] = [count('ok'), count('recorded'), count('differs')];
  if (differs > 0) return `${differs} of ${rows.length} differ: lessons would go wrong here`;
  if (recorded > 0) {
    return `${ok} of ${rows.length} as expected; for the other ${recorded} lessons show a recording or a note`;
  }
  return `All ${rows.length} as the lessons expect`;
}

function list(numbers: readonly number[]): string {
  return numbers.map((number) => String(number).padStart(2, '0')).join(', ');
}

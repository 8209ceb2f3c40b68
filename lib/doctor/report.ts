/** The report of the doctor, for a terminal. */

import type { Row, Verdict } from './probe.ts';

const marks: Readonly<Record<Verdict, string>> = {
  ok: '✓',
  limited: '~',
  differs: '✗',
  untried: '-',
};

/** The report: all rows, then what is not as expected with the way to mend it. */
export function toText(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const table = rows.map(
    ({ verdict, what, found }) => `${marks[verdict]} ${what.padEnd(width)}  ${found}`,
  );
  const troubles = rows.filter(isAmiss).map(trouble);
  return [...table, '', ...troubles, summary(rows)].join('\n');
}

/** Whether there is something to mend: what was not tried has its cause in another row. */
export function isAmiss({ verdict }: Row): boolean {
  return verdict === 'limited' || verdict === 'differs';
}

function trouble({ verdict, what, found, expected, lessons, mend }: Row): string {
  return [
    `${marks[verdict]} ${what}: ${found}`,
    `    expected: ${expected}`,
    `    touches:  ${touched(lessons)}`,
    `    mend:     ${mend}\n`,
  ].join('\n');
}

/** How many are as expected, in one sentence. */
export function summary(rows: readonly Row[]): string {
  const count = (wanted: Verdict) => rows.filter(({ verdict }) => verdict === wanted).length;
  const [ok, limited, differs] = [count('ok'), count('limited'), count('differs')];
  const untried = count('untried') > 0 ? `, and ${count('untried')} could not be tried` : '';
  if (differs > 0) {
    const verb = differs === 1 ? 'differs' : 'differ';
    return `${differs} of ${rows.length} ${verb}${untried}: lessons would go wrong here`;
  }
  if (limited > 0) {
    return `${ok} of ${rows.length} as expected; lessons run all the same without the other ${limited}`;
  }
  return `All ${rows.length} as the lessons expect`;
}

function touched(lessons: Row['lessons']): string {
  if (lessons === 'all') return 'all lessons';
  if (lessons.length === 0) return 'no lesson';
  const numbers = lessons.map((number) => String(number).padStart(2, '0')).join(', ');
  return `lesson${lessons.length > 1 ? 's' : ''} ${numbers}`;
}

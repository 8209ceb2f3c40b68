/** The doctor: all probes, and their findings in a notebook and in a terminal. */

import { Table } from '../lab/draw/table.ts';
import { privilegeProbes } from './privilege.ts';
import { examine, type Probe, type Row, type Verdict } from './probe.ts';
import { socketProbes } from './sockets.ts';
import { systemProbes } from './system.ts';
import { toolchainProbes } from './toolchain.ts';

/** All probes, in the order of the report. */
export const probes: readonly Probe[] = [
  ...toolchainProbes,
  ...systemProbes,
  ...socketProbes,
  ...privilegeProbes,
];

/**
 * Tries out everything that the lessons rely on, and shows what is not as they expect, with the way
 * to mend it. Takes about two seconds. The rows of all that was tried are in `rows`.
 *
 * @example
 * const { tried } = await doctor();
 * tried.length > 30; // => true
 */
export async function doctor(): Promise<Diagnosis> {
  return new Diagnosis(await examine(probes));
}

/** The findings of the doctor. */
export class Diagnosis extends Table<Row> {
  /** Every row; `rows` has only those that are not as expected. */
  readonly tried: readonly Row[];

  constructor(tried: readonly Row[]) {
    const amiss = tried.filter(isAmiss);
    super(amiss, {
      caption: summary(tried),
      columns: [
        { title: 'What', value: ({ what }) => what },
        { title: 'Here', value: ({ found }) => found },
        { title: 'Lessons expect', value: ({ expected }) => expected },
      ],
      notes: amiss.map(({ what, mend }) => `To mend ${what}: ${mend}.`),
      empty: 'Nothing to mend.',
    });
    this.tried = tried;
  }
}

const marks: Readonly<Record<Verdict, string>> = {
  ok: '✓',
  limited: '~',
  differs: '✗',
  untried: '-',
};

/** The report for a terminal: all rows, then what is not as expected with the way to mend it. */
export function toText(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const table = rows.map(
    ({ verdict, what, found }) => `${marks[verdict]} ${what.padEnd(width)}  ${found}`,
  );
  const troubles = rows.filter(isAmiss).map(trouble);
  return [...table, '', ...troubles, summary(rows)].join('\n');
}

/** True for a row with something to mend; a probe that was not tried has its cause in another row. */
function isAmiss({ verdict }: Row): boolean {
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

/** Counts the rows that are as expected, in one sentence. */
function summary(rows: readonly Row[]): string {
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

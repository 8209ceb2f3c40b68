/** The doctor's report in a notebook. */

import { Table } from '../lab/table.ts';
import { examine, type Row } from './probe.ts';
import { probes } from './probes.ts';
import { isAmiss, summary } from './report.ts';

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

/** What the doctor found. */
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

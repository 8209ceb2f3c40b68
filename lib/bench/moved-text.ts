/** A comparison of two runs as a table for the terminal. */

import { Table } from '../lab/table.ts';
import { type Comparison, indifference } from './moved.ts';

/** What has moved, and how much has not. */
export function movedToText(comparisons: readonly Comparison[]): string {
  const moved = comparisons.filter(({ verdict }) => verdict === 'better' || verdict === 'worse');
  const still = comparisons.filter(({ verdict }) => verdict === 'within the noise').length;
  const unknown = comparisons.filter(({ verdict }) => verdict === 'cannot be told');
  const table = new Table(moved, {
    caption: 'What has moved since the earlier report',
    empty: 'Nothing has moved beyond the noise.',
    columns: [
      { title: 'area', value: ({ area }) => area },
      { title: 'measured', value: ({ name }) => name },
      { title: 'against', value: ({ peer }) => peer ?? 'itself' },
      { title: 'verdict', value: ({ verdict }) => verdict },
      { title: 'as good as before', value: spellChange },
    ],
    notes: [
      `${still} within the noise: less than ${indifference * 100} %, or an interval of 99 % that holds 1.`,
      ...unknown.map(({ area, name, why }) => `${area} ${name} cannot be told: ${why}.`),
    ],
  });
  return String(table);
}

function spellChange({ change, exponents }: Comparison): string | undefined {
  if (exponents !== undefined) {
    const [then, now] = exponents.map(({ value }) => value.toFixed(2));
    return `exponent ${then}, now ${now}`;
  }
  if (change === undefined) return undefined;
  const [value, low, high] = [change.value, change.low, change.high].map((each) => each.toFixed(2));
  return `${value}× (${low} to ${high})`;
}

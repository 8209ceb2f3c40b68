/** Made-up measurements and reports. */

import type { CurveReport, Measurement, Report, Row } from '../../lib/handout/speed-report.ts';
import type { Contestant, Figures, Job } from './area.ts';
import { toRow } from './run.ts';

export const time: Measurement = { name: 'time', title: 'Time', unit: 's', better: 'lower' };
export const rate: Measurement = { name: 'rate', title: 'Rate', unit: '/s', better: 'higher' };
export const job: Job = { name: 'job', measurements: [time, rate] };

/** Someone who gives these figures, one after another. */
export function contestant(name: string, runs: readonly (Figures | undefined)[]): Contestant {
  const left = [...runs];
  return { name, run: async () => left.shift() };
}

/** A row of ours and of a peer, by round. */
export function rowOf(measurement: Measurement, figures: Readonly<Record<string, number[]>>): Row {
  const results = Object.entries(figures).map(([name, values]) => ({ contestant: name, values }));
  return toRow(measurement, results);
}

/** A report of one area with these rows and curves. */
export function reportOf(
  rows: readonly Row[],
  { curves = [], ...changes }: Partial<Report> & { readonly curves?: readonly CurveReport[] } = {},
): Report {
  return {
    schema: 'wirebook-bench-1',
    startedAt: '2026-01-01T00:00:00.000Z',
    scale: 'full',
    complete: true,
    machine: {
      ...{ processor: 'Abacus', processors: 2, memory: 4, system: 'Linux', node: 'v24.0.0' },
      ...{ commit: 'abc', load: 0 },
    },
    areas: [
      {
        ...{
          name: 'area',
          title: 'An area',
          about: 'All of it.',
          seconds: 1,
          leftOut: [],
          curves,
        },
        contestants: [
          { name: 'ours', version: '1' },
          { name: 'theirs', version: '1' },
        ],
        rows,
      },
    ],
    ...changes,
  };
}

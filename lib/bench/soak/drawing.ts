/** A soak as words and as a drawing. */

import { plot } from '../../lab/plot.ts';
import type { Census } from './census.ts';
import type { SoakReport } from './soak.ts';

type Count = Exclude<keyof Census, 'at'>;

const lines: Readonly<Record<string, Count>> = {
  processes: 'processes',
  kernels: 'kernels',
  sockets: 'sockets',
  zombies: 'zombies',
};

/** How many processes, kernels and sockets there were over time, as an SVG. */
export function soakDrawing({ samples }: SoakReport): Promise<string> {
  return draw(samples, lines, { title: 'What lived during the soak', y: 'how many' });
}

/** Memory and descriptors of all processes over time, as an SVG. */
export function growthDrawing({ samples }: SoakReport): Promise<string> {
  const both = { 'memory (MiB)': 'memory', descriptors: 'descriptors' } as const;
  return draw(samples, both, { title: 'What all processes held during the soak', y: 'amount' });
}

function draw(
  samples: readonly Census[],
  counts: Readonly<Record<string, Count>>,
  { title, y }: { readonly title: string; readonly y: string },
): Promise<string> {
  const named = Object.entries(counts).map(([name, key]) => [
    name,
    samples.map((sample) => ({ x: sample.at, y: sample[key] })),
  ]);
  return plot.series(Object.fromEntries(named), { title, x: 'time (s)', y }).toSvg();
}

/** What was done, the most that was held at once, what is left, and what went wrong. */
export function soakText({ seed, seconds, deeds, samples, lessons, faults }: SoakReport): string {
  const most = (key: Count) => Math.max(...samples.map((sample) => sample[key]));
  const last = samples.at(-1);
  const heaps = lessons.map(({ heap }) => heap.toFixed(0));
  const done = Object.entries(deeds).map(([deed, count]) => `${deed} ${count}`);
  return [
    `Seed ${seed}, ${Math.round(seconds)} s: ${lessons.length} lessons run; ${done.sort().join(', ')}`,
    ...(['processes', 'kernels', 'descriptors', 'sockets', 'zombies'] as const).map(
      (key) => `${key}: at most ${most(key)}, at the end ${last?.[key]}`,
    ),
    `memory of all: at most ${most('memory').toFixed(0)} MiB`,
    `heap of the lessons' kernel after each lesson, in MiB: ${heaps.join(' ')}`,
    ...(faults.length === 0 ? ['every invariant held'] : faults.map((fault) => `FAULT: ${fault}`)),
  ].join('\n');
}

/** `npm run bench -- handouts`: our build of the lessons' pages against nbconvert's own. */

import { globSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { courseRoot, pythonTool } from '../../lib/base/paths.ts';
import type { Measurement } from '../../lib/handout/speed-report.ts';
import { installKernelspec } from '../../lib/kernel/kernelspec.ts';
import { readNotebook } from '../../lib/notebook/format.ts';
import type { Area, Curve, Figures, Job, Run, Scale } from './area.ts';
import { metered, wirebook } from './programs.ts';

/** Pages are built of some lessons. */
interface HandoutJob extends Job {
  /** The pages that are built already. */
  readonly before: 'nothing' | 'all' | 'all but one';
  /** The number of lessons. */
  readonly lessons: number;
  /** The figure is processor time. */
  readonly isCurve?: boolean;
}

const weight: Measurement = {
  ...{ name: 'weight', title: 'Weight of a lesson’s page, on average', unit: 'KB' },
  better: 'lower',
};

const oneLesson = `The lesson itself takes most of the time, with either. Ours also makes the index,
with its search, and the glossary anew.`;

/** Lessons in their order, those that readers run. */
function lessons(): readonly string[] {
  return globSync(join(courseRoot, 'notebooks/[0-8]*.ipynb')).sort();
}

function jobs(scale: Scale): readonly HandoutJob[] {
  const all = scale === 'quick' ? 2 : lessons().length;
  const some = { rounds: 3, lessons: all } as const;
  return [
    {
      ...{ name: 'full', before: 'nothing', ...some },
      measurements: [of('full', 'All lessons run and rendered'), weight],
    },
    {
      ...{ name: 'one', before: 'all but one', ...some },
      measurements: [{ ...of('one', 'One lesson has changed'), why: oneLesson }],
    },
    {
      ...{ name: 'cached', before: 'all', ...some },
      measurements: [of('cached', 'Nothing has changed')],
    },
  ];
}

function manyLessons(scale: Scale): Curve<HandoutJob> {
  const all = lessons().length;
  return {
    name: 'lessons',
    title: 'Pages of more and more lessons, built anew',
    of: 'lessons',
    unit: 's of processor time',
    sizes: scale === 'quick' ? [1, 2, 3] : [1, 2, 4, all],
    repeats: (size) => Math.max(1, 3 - Math.floor(size / 2)),
    contestants: ['wirebook'],
    jobOf: (count) => ({
      ...{ name: `lessons-${count}`, before: 'nothing', lessons: count, isCurve: true },
      ...{ measurements: [of('lessons', `${count} lessons`)] },
    }),
    why: 'Lessons differ in length, and a page costs less than the start of what renders it.',
  };
}

/** Pages of the course, and nbconvert's of the same notebooks with the same kernel. */
export const handouts: Area<HandoutJob> = {
  name: 'handouts',
  title: 'Handouts',
  about: `\`wirebook handouts\` runs the lessons and makes a page of each. Beside it
\`jupyter nbconvert --execute --to html\` does so with the same notebooks and the same kernel; it
keeps nothing, so that it does everything again where nothing has changed.`,
  candidates: [
    { name: 'wirebook', prepare: ({ folder }) => ours(folder) },
    { name: 'nbconvert', prepare: ({ folder }) => nbconvert(folder) },
  ],
  warmUp: () => ({ ...{ name: 'warm-up', measurements: [] }, before: 'nothing', lessons: 1 }),
  jobs,
  curves: (scale) => [manyLessons(scale)],
};

/** The command as instructors give it, with a cache of the bench's own. */
function ours(folder: string): Run<HandoutJob> {
  const cache = join(folder, 'cache');
  const out = join(folder, 'pages');
  return async ({ name, before, lessons: count, isCurve }, signal): Promise<Figures> => {
    const chosen = lessons().slice(0, count);
    const numbers = chosen.map((file) => basename(file).slice(0, 2)).join(',');
    const options = ['--cache', cache, '--out', out, '--only', numbers];
    const build = () => wirebook(['handouts', ...options], { cwd: courseRoot, signal });
    if (before === 'nothing') rmSync(cache, { recursive: true, force: true });
    else await build();
    if (before === 'all but one') forget(join(cache, 'runs'), chosen.at(-1));
    const { elapsed, cpu } = await build();
    if (isCurve === true) return { lessons: cpu };
    return name === 'full' ? { full: elapsed, weight: weightOf(out) } : { [name]: elapsed };
  };
}

/** The command line of nbconvert. */
function nbconvert(folder: string): Run<HandoutJob> {
  const environment = join(folder, 'environment');
  const full: number[] = [];
  return async ({ name, before, lessons: count }, signal) => {
    // It keeps nothing: where nothing has changed it does the same again, and takes as long.
    const known = before === 'all' ? full.shift() : undefined;
    if (known !== undefined) return { [name]: known };
    installKernelspec(environment);
    const path = [join(environment, 'share/jupyter'), process.env.JUPYTER_PATH];
    const out = mkdtempSync(join(folder, 'pages-'));
    const all = lessons().slice(0, count);
    const changed = before === 'all but one' ? all.slice(-1) : all;
    const options = ['--execute', '--to', 'html', '--output-dir', out];
    const command = [pythonTool('jupyter-nbconvert'), ...options, ...changed];
    const env = { ...process.env, JUPYTER_PATH: path.filter(Boolean).join(delimiter) };
    const { elapsed } = await metered(command, { cwd: courseRoot, env, signal });
    if (name !== 'full') return { [name]: elapsed };
    full.push(elapsed);
    return { full: elapsed, weight: weightOf(out) };
  };
}

/** Forgets the run of one lesson, as if that had changed. */
function forget(runs: string, lesson = ''): void {
  const [head] = readNotebook(lesson).cells;
  for (const name of readdirSync(runs)) {
    const file = join(runs, name);
    if (readNotebook(file).cells[0]?.source === head?.source) rmSync(file);
  }
}

/** The mean weight of lessons' pages, in KB. */
function weightOf(folder: string): number {
  const sizes = globSync(join(folder, '[0-8]*.html')).map((file) => statSync(file).size);
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length / 1000;
}

function of(name: string, title: string): Measurement {
  return { name, title, unit: 's', better: 'lower' };
}

/** `npm run bench -- check`: how long a learner waits for a verdict on a good answer. */

import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WirebookError } from '../../../lib/base/error.ts';
import { courseRoot, entryPoint } from '../../../lib/base/paths.ts';
import { cpuSeconds } from '../../../lib/base/processes.ts';
import { isUntouchedExample } from '../../../lib/exercise/example.ts';
import { exerciseNames } from '../../../lib/exercise/release.ts';
import type { Measurement } from '../../../lib/handout/speed-report.ts';
import {
  type CodeCell,
  codeCells,
  type Notebook,
  writeNotebook,
} from '../../../lib/notebook/format.ts';
import type { Area, Figures, Job, Run, Scale } from '../area.ts';
import { answeredNotebook } from '../grade.ts';
import { KernelClient } from '../kernel-client.ts';
import { metered, nbgrader, nbgraderSource, wirebook } from '../programs.ts';

/** A good answer is checked. */
interface CheckJob extends Job {
  readonly exercise: string;
  readonly where: 'notebook' | 'terminal';
}

const inSeparateProcess = `The answer runs in a process of its own, behind a channel, and its cells are type-checked
first: mocha by hand does neither, so that an answer can end the checks or change them.`;

function jobs(scale: Scale): readonly CheckJob[] {
  const names = scale === 'quick' ? exerciseNames().slice(0, 1) : exerciseNames();
  return names.flatMap((exercise) => [jobOf(exercise, 'notebook'), jobOf(exercise, 'terminal')]);
}

function jobOf(exercise: string, where: CheckJob['where']): CheckJob {
  const number = exercise.slice(0, 2);
  const how = where === 'notebook' ? 'await check() in a notebook' : 'wirebook check in a terminal';
  const of = (what: string, title: string): Measurement => ({
    name: `${number}-${where}-${what}`,
    title: `Exercise ${number}, ${how}: ${title}`,
    unit: 's',
    better: 'lower',
    why: inSeparateProcess,
  });
  const measurements = [of('time', 'time'), of('cpu', 'processor time')];
  return { name: `${number}-${where}`, measurements, exercise, where, rounds: 3 };
}

function figuresOf(
  { name }: CheckJob,
  { elapsed, cpu }: { elapsed: number; cpu: number },
): Figures {
  return { [`${name}-time`]: elapsed, [`${name}-cpu`]: cpu };
}

/** A learner's verdict, by the course and by what a learner would use instead. */
export const check: Area<CheckJob> = {
  name: 'check',
  title: 'A check',
  about: `A good answer to each exercise is checked, in the notebook and from a terminal. A learner
without the course's checker would write the same checks for mocha and run them by hand, in one process and without types, where
the sockets that an answer leaves open cannot be counted; nbgrader's
\`validate\` runs the whole notebook, here with the course's kernel, and asks whether a cell failed.`,
  candidates: [
    { name: 'wirebook', prepare: ({ folder }) => ours(folder) },
    { name: 'mocha', prepare: ({ folder }) => byHand(folder) },
    {
      name: 'nbgrader',
      source: nbgraderSource,
      prepare: ({ folder, installed }) => validate(folder, installed),
    },
  ],
  warmUp: () => {
    const [first = ''] = exerciseNames();
    return { ...jobOf(first, 'terminal'), name: 'warm-up' };
  },
  jobs,
  curves: () => [],
};

function ours(folder: string): Run<CheckJob> {
  return async (job, signal) => {
    const file = join(folder, `${job.exercise}.ipynb`);
    // An answer that is new to every cache.
    const notebook = await answeredNotebook(job.exercise, `\n// ${randomUUID()}`);
    writeNotebook(file, notebook);
    if (job.where === 'notebook')
      return figuresOf(job, await inKernel(notebook, folder, { signal }));
    return figuresOf(job, await wirebook(['check', file], { cwd: folder, signal }));
  };
}

/** Runs a notebook's cells, and measures the last one, which checks. */
async function inKernel(
  notebook: Notebook,
  folder: string,
  { signal }: { readonly signal: AbortSignal | undefined },
): Promise<{ readonly elapsed: number; readonly cpu: number }> {
  signal?.throwIfAborted();
  const client = await KernelClient.start({ cwd: folder });
  const stop = () => client.close();
  signal?.addEventListener('abort', stop);
  try {
    const cells = codeCells(notebook).filter((cell) => !isUntouchedExample(cell));
    const { pid = 0 } = client.process;
    let elapsed = Number.NaN;
    let cpu = Number.NaN;
    for (const cell of cells) {
      const before = { time: performance.now(), cpu: cpuSeconds(pid) };
      const { reply } = await client.execute(cell.source);
      if (reply.status !== 'ok') throw new WirebookError(`${cell.id}: ${reply.evalue}`);
      elapsed = (performance.now() - before.time) / 1000;
      cpu = cpuSeconds(pid) - before.cpu;
    }
    return { elapsed, cpu };
  } finally {
    signal?.removeEventListener('abort', stop);
    client.close();
  }
}

/** Mocha and chai, and the answer as a module. */
function byHand(folder: string): Run<CheckJob> {
  const spec = entryPoint(import.meta.url, './by-hand');
  const mocha = join(courseRoot, 'node_modules', 'mocha', 'bin', 'mocha.js');
  // The imports of the answer are found from inside the course alone.
  const own = join(courseRoot, 'dist', 'bench', 'by-hand');
  return async (job, signal) => {
    const answer = join(own, `${job.exercise}.ts`);
    mkdirSync(own, { recursive: true });
    writeFileSync(answer, moduleOf(await answeredNotebook(job.exercise)));
    const env = {
      ...process.env,
      WIREBOOK_CHECKS: join(courseRoot, 'solutions', `${job.exercise}.checks.ts`),
      WIREBOOK_ANSWER: answer,
    };
    const options = ['--no-config', '--exit', '--timeout', '5000'];
    const command = [process.execPath, mocha, ...options, spec];
    const taken = await metered(command, { cwd: folder, env, signal }).catch((error: unknown) => {
      throw new WirebookError('in one process a right answer does not pass', { cause: error });
    });
    return figuresOf(job, taken);
  };
}

/** The cells but the examples and the check, and what the check would be given. */
function moduleOf(notebook: Notebook): string {
  const isNeeded = (cell: CodeCell) => !isUntouchedExample(cell);
  const cells = codeCells(notebook).filter(isNeeded);
  const functions = /check\(\{([^}]*)\}/.exec(cells.at(-1)?.source ?? '')?.[1] ?? '';
  return [...cells.slice(0, -1).map(({ source }) => source), `export { ${functions} };`].join('\n');
}

/** nbgrader's own command for learners: runs the notebook and looks for cells that fail. */
function validate(folder: string, installed: string): Run<CheckJob> {
  return async (job, signal) => {
    if (job.where === 'notebook') return undefined;
    const file = join(folder, `${job.exercise}.ipynb`);
    writeNotebook(file, await answeredNotebook(job.exercise));
    const taken = await nbgrader(installed, ['validate', file], { cwd: folder, signal });
    if (!taken.stdout.includes('Success')) throw new WirebookError(taken.stdout.slice(-300));
    return figuresOf(job, taken);
  };
}

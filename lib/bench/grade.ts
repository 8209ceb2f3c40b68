/** How fast a class is graded, by us and by nbgrader, on the same notebooks in the same run. */

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { releaseNotebook, solutionPath } from '../exercise/release.ts';
import { installKernelspec } from '../kernel/kernelspec.ts';
import { type Notebook, parseNotebook, readNotebook, writeNotebook } from '../notebook/format.ts';
import { courseRoot } from '../paths.ts';

const run = promisify(execFile);

/** What to measure. */
export interface GradeBench {
  readonly exercise: string;
  readonly submissions: number;
  readonly jobs: number;
  /** A Python environment with nbgrader; without it only we are measured. */
  readonly nbgrader: string | undefined;
}

/** What one grader has taken. */
export interface GradeFigures {
  readonly name: string;
  readonly submissions: number;
  readonly perMinute: number;
}

/** Grades the same submissions by each grader. */
export async function measureGrading(bench: GradeBench): Promise<readonly GradeFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-bench-'));
  try {
    const answers = await makeAnswers(bench);
    for (const [student, notebook] of answers) {
      const file = `${bench.exercise}.ipynb`;
      writeNotebook(join(folder, 'submissions', student, file), notebook);
      writeNotebook(join(folder, 'submitted', student, 'bench', file), notebook);
    }
    const ours = await timed(folder, {
      name: 'wirebook grade',
      submissions: bench.submissions,
      command: [
        process.execPath,
        join(courseRoot, 'lib', 'wirebook.mjs'),
        ...['grade', join(folder, 'submissions'), '--out', join(folder, 'graded')],
        ...['--exercise', bench.exercise, '--jobs', String(bench.jobs)],
      ],
    });
    if (bench.nbgrader === undefined) return [ours];
    return [ours, await measureNbgrader(folder, { ...bench, nbgrader: bench.nbgrader })];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Right answers that differ in a comment, so that none is graded for another. */
async function makeAnswers({
  exercise,
  submissions,
}: GradeBench): Promise<readonly [string, Notebook][]> {
  const release = parseNotebook(await releaseNotebook(exercise));
  const solution = readNotebook(solutionPath(exercise));
  return Array.from({ length: submissions }, (_, index) => {
    const cells = release.cells.map((cell) => {
      const worked = solution.cells.find(({ id }) => id === cell.id);
      if (!/BEGIN SOLUTION/.test(worked?.source ?? '')) return cell;
      return { ...cell, source: `${worked?.source}\n// Answer ${index}.` };
    });
    return [`student-${index}`, { ...release, cells }];
  });
}

async function measureNbgrader(
  folder: string,
  { exercise, submissions, nbgrader }: GradeBench & { readonly nbgrader: string },
): Promise<GradeFigures> {
  installKernelspec(nbgrader);
  const file = `${exercise}.ipynb`;
  mkdirSync(join(folder, 'source', 'bench'), { recursive: true });
  writeNotebook(join(folder, 'source', 'bench', file), readNotebook(solutionPath(exercise)));
  writeFileSync(
    join(folder, 'nbgrader_config.py'),
    'c = get_config()\nc.ClearSolutions.code_stub = {"typescript": "throw new Error()"}\n',
  );
  const program = join(nbgrader, 'bin', 'nbgrader');
  const env = environmentOf(folder, nbgrader);
  await run(program, ['generate_assignment', 'bench', '--create'], { cwd: folder, env });
  return timed(folder, {
    name: 'nbgrader autograde',
    submissions,
    command: [program, 'autograde', 'bench', '--create'],
    env,
  });
}

function environmentOf(folder: string, nbgrader: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: [join(nbgrader, 'bin'), process.env.PATH].join(delimiter),
    JUPYTER_CONFIG_DIR: join(folder, '.config'),
    JUPYTER_DATA_DIR: join(folder, '.data'),
  };
}

interface Timed {
  readonly name: string;
  readonly submissions: number;
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

async function timed(
  cwd: string,
  { name, submissions, command, env = process.env }: Timed,
): Promise<GradeFigures> {
  const [file = '', ...args] = command;
  const startedAt = performance.now();
  await run(file, args, { cwd, env, maxBuffer: 1 << 28 });
  const minutes = (performance.now() - startedAt) / 60_000;
  return { name, submissions, perMinute: submissions / minutes };
}

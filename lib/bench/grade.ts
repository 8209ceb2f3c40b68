/** How fast a class is graded, by us and by nbgrader, on the same notebooks in the same run. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { WirebookError } from '../error.ts';
import { loadRecord } from '../exercise/grade/record.ts';
import { releaseNotebook, solutionPath } from '../exercise/release.ts';
import { installKernelspec } from '../kernel/kernelspec.ts';
import { type Notebook, parseNotebook, readNotebook, writeNotebook } from '../notebook/format.ts';
import { courseRoot } from '../paths.ts';
import { type Metered, metered } from './metered.ts';

/** What to measure. */
export interface GradeBench {
  readonly exercise: string;
  /** The sizes of the classes that are graded, one after the other. */
  readonly submissions: readonly number[];
  readonly jobs: number;
  /** A Python environment with nbgrader, which grades the first class too; without it only we do. */
  readonly nbgrader: string | undefined;
}

/** What one grader has taken for one class. */
export interface GradeFigures {
  readonly name: string;
  readonly submissions: number;
  readonly perMinute: number;
  /** Of all processes, the start of the grader in it, in seconds for each submission. */
  readonly cpu: number;
  /** What of it was spent in the sandboxes; undefined where there are none. */
  readonly sandboxCpu: number | undefined;
}

/** Grades the same submissions by each grader. */
export async function measureGrading(bench: GradeBench): Promise<readonly GradeFigures[]> {
  const figures: GradeFigures[] = [];
  for (const [index, size] of bench.submissions.entries()) {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-bench-'));
    try {
      const students = await makeClass(folder, { exercise: bench.exercise, size });
      figures.push(await measureOurs(folder, { ...bench, students }));
      if (index === 0 && bench.nbgrader !== undefined) {
        figures.push(await measureNbgrader(folder, { ...bench, nbgrader: bench.nbgrader, size }));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return figures;
}

/** Right answers that differ in a comment, so that none is graded for another. */
async function makeClass(
  folder: string,
  { exercise, size }: { readonly exercise: string; readonly size: number },
): Promise<readonly string[]> {
  const release = parseNotebook(await releaseNotebook(exercise));
  const solution = readNotebook(solutionPath(exercise));
  const students = Array.from({ length: size }, (_, index) => `student-${index}`);
  for (const student of students) {
    const cells = release.cells.map((cell) => {
      const worked = solution.cells.find(({ id }) => id === cell.id);
      if (!/BEGIN SOLUTION/.test(worked?.source ?? '')) return cell;
      return { ...cell, source: `${worked?.source}\n// The answer of ${student}.` };
    });
    const answer: Notebook = { ...release, cells };
    writeNotebook(join(folder, 'submissions', student, `${exercise}.ipynb`), answer);
    writeNotebook(join(folder, 'submitted', student, 'bench', `${exercise}.ipynb`), answer);
  }
  return students;
}

async function measureOurs(
  folder: string,
  {
    exercise,
    jobs,
    students,
  }: Pick<GradeBench, 'exercise' | 'jobs'> & { readonly students: readonly string[] },
): Promise<GradeFigures> {
  const out = join(folder, 'graded');
  const program = [process.execPath, join(courseRoot, 'lib', 'wirebook.mjs'), 'grade'];
  const options = ['--out', out, '--exercise', exercise, '--jobs', String(jobs), '--json'];
  const taken = await metered([...program, join(folder, 'submissions'), ...options], {
    cwd: folder,
  });
  const records = students.map((student) => loadRecord(out, { student, exercise }));
  const failed = records.filter((record) => record?.points !== record?.possible);
  if (failed.length > 0) {
    throw new WirebookError(`${failed.length} right answers did not earn all points`);
  }
  const sandboxCpu = records.reduce((sum, record) => sum + (record?.cpu ?? 0), 0);
  return {
    ...figuresOf(
      // The sandboxes are ended by force, so that only the grader itself knows what they took.
      { ...taken, cpu: Number(JSON.parse(taken.stdout).cpu) },
      { name: 'wirebook grade', submissions: students.length },
    ),
    sandboxCpu: sandboxCpu / students.length,
  };
}

async function measureNbgrader(
  folder: string,
  {
    exercise,
    nbgrader,
    size,
  }: { readonly exercise: string; readonly nbgrader: string; readonly size: number },
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
  await metered([program, 'generate_assignment', 'bench', '--create'], { cwd: folder, env });
  const taken = await metered([program, 'autograde', 'bench', '--create'], { cwd: folder, env });
  return figuresOf(taken, { name: 'nbgrader autograde', submissions: size });
}

function figuresOf(
  { elapsed, cpu }: Pick<Metered, 'elapsed' | 'cpu'>,
  { name, submissions }: Pick<GradeFigures, 'name' | 'submissions'>,
): GradeFigures {
  return {
    name,
    submissions,
    perMinute: (60 * submissions) / elapsed,
    cpu: cpu / submissions,
    sandboxCpu: undefined,
  };
}

function environmentOf(folder: string, nbgrader: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: [join(nbgrader, 'bin'), process.env.PATH].join(delimiter),
    JUPYTER_CONFIG_DIR: join(folder, '.config'),
    JUPYTER_DATA_DIR: join(folder, '.data'),
  };
}

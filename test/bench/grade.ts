/** `npm run bench -- grade`: how fast a class is graded, by us and by nbgrader, on the same notebooks. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WirebookError } from '../../lib/base/error.ts';
import { releaseNotebook, solutionPath } from '../../lib/exercise/release.ts';
import { loadRecord } from '../../lib/grade/record.ts';
import type { Measurement } from '../../lib/handout/speed-report.ts';
import {
  type Notebook,
  parseNotebook,
  readNotebook,
  writeNotebook,
} from '../../lib/notebook/format.ts';
import type { Area, Curve, Figures, Job, Run, Scale, Setting } from './area.ts';
import { type Metered, nbgrader, nbgraderSource, wirebook } from './programs.ts';

/** A class is graded. */
interface GradeJob extends Job {
  readonly submissions: number;
}

/** The exercise that is graded: one in the middle of the course. */
const exercise = '02-server-lifecycle';

const measurements: readonly Measurement[] = [
  { name: 'rate', title: 'Submissions graded in a minute', unit: '/min', better: 'higher' },
  {
    ...{ name: 'cpu', title: 'Processor time of a submission', unit: 's', better: 'lower' },
    why: 'Each submission has a sandbox of its own, and is checked from outside of it.',
  },
];

function jobs(scale: Scale): readonly GradeJob[] {
  const submissions = scale === 'quick' ? 4 : 100;
  return [{ name: `class-of-${submissions}`, measurements, submissions, rounds: 3 }];
}

function manySubmissions(scale: Scale): Curve<GradeJob> {
  return {
    name: 'submissions',
    title: 'A class of more and more learners',
    of: 'submissions',
    unit: 's',
    sizes: scale === 'quick' ? [1, 4, 16] : [1, 10, 100, 1000],
    repeats: (size) => Math.max(1, Math.round(3 - Math.log10(size))),
    contestants: ['wirebook'],
    jobOf: (submissions) => ({
      name: `submissions-${submissions}`,
      measurements: [
        { name: 'submissions', title: `${submissions} submissions`, unit: 's', better: 'lower' },
      ],
      ...{ submissions },
    }),
  };
}

/** A class, graded by the course's grader and by nbgrader. */
export const grade: Area<GradeJob> = {
  name: 'grade',
  title: 'Grading a class',
  about: `A class hands in right answers to exercise 02. \`wirebook grade\` runs each of them in a
sandbox of its own, and checks it from a second process; nbgrader's \`autograde\` runs each notebook
with the same kernel, without a sandbox, in the process that also holds its checks.`,
  candidates: [
    { name: 'wirebook', prepare: (setting) => grader(byWirebook, 'submissions/*', setting) },
    {
      ...{ name: 'nbgrader', source: nbgraderSource },
      prepare: (setting) => grader(byNbgrader, 'submitted/*/bench', setting),
    },
  ],
  warmUp: () => ({ name: 'warm-up', measurements, submissions: 2 }),
  jobs,
  curves: (scale) => [manySubmissions(scale)],
};

/** A class, and the means to grade it. */
interface Class {
  readonly folder: string;
  readonly students: readonly string[];
  readonly installed: string;
  readonly signal: AbortSignal | undefined;
}

type Cost = Pick<Metered, 'elapsed' | 'cpu'>;

/** Makes a class for each job, below `path` with a name for `*`, has it graded, and removes it. */
function grader(
  gradeClass: (all: Class) => Promise<Cost>,
  path: string,
  { folder: parent, installed }: Setting,
): Run<GradeJob> {
  return async ({ submissions, measurements: [first] }, signal): Promise<Figures> => {
    const folder = mkdtempSync(join(parent, 'class-'));
    const students = Array.from({ length: submissions }, (_, index) => `student-${index}`);
    try {
      for (const student of students) {
        // Answers that differ in a comment, so that none is graded for another.
        const answer = await answeredNotebook(exercise, `\n// The answer of ${student}.`);
        writeNotebook(join(folder, path.replace('*', student), `${exercise}.ipynb`), answer);
      }
      const { elapsed, cpu } = await gradeClass({ folder, students, installed, signal });
      if (first?.name === 'submissions') return { submissions: elapsed };
      return { rate: (60 * submissions) / elapsed, cpu: cpu / submissions };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

async function byWirebook({ folder, students, signal }: Class): Promise<Cost> {
  const out = join(folder, 'graded');
  const options = ['--out', out, '--exercise', exercise, '--json'];
  const command = ['grade', join(folder, 'submissions'), ...options];
  const { elapsed, stdout } = await wirebook(command, { cwd: folder, signal });
  const failed = students.filter((student) => {
    const record = loadRecord(out, { student, exercise });
    return record === undefined || record.points !== record.possible;
  });
  if (failed.length > 0) {
    throw new WirebookError(`${failed.length} right answers did not earn all points`);
  }
  // The sandboxes are ended by force, so that only the grader itself knows their time.
  return { elapsed, cpu: Number(JSON.parse(stdout).cpu) };
}

async function byNbgrader({ folder, installed, signal }: Class): Promise<Cost> {
  const file = join(folder, 'source', 'bench', `${exercise}.ipynb`);
  writeNotebook(file, readNotebook(solutionPath(exercise)));
  const stub = 'c.ClearSolutions.code_stub = {"typescript": "throw new Error()"}';
  writeFileSync(join(folder, 'nbgrader_config.py'), `c = get_config()\n${stub}\n`);
  const options = { cwd: folder, signal };
  await nbgrader(installed, ['generate_assignment', 'bench', '--create'], options);
  return nbgrader(installed, ['autograde', 'bench', '--create'], options);
}

/**
 * The learner's notebook of an exercise with the worked answers in it.
 *
 * @param mark a comment that makes these answers differ from others
 */
export async function answeredNotebook(name: string, mark = ''): Promise<Notebook> {
  const release = parseNotebook(await releaseNotebook(name));
  const solution = readNotebook(solutionPath(name));
  const cells = release.cells.map((cell) => {
    const worked = solution.cells.find(({ id }) => id === cell.id);
    if (worked === undefined || !/BEGIN SOLUTION/.test(worked.source)) return cell;
    return { ...cell, source: `${worked.source}${mark}` };
  });
  return { ...release, cells };
}

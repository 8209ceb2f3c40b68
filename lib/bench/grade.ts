/** `wirebook bench grade`: how fast a class is graded, by us and by nbgrader, on the same notebooks. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WirebookError } from '../error.ts';
import { loadRecord } from '../exercise/grade/record.ts';
import { solutionPath } from '../exercise/release.ts';
import { readNotebook, writeNotebook } from '../notebook/format.ts';
import { courseRoot } from '../paths.ts';
import { answeredNotebook } from './answered-notebook.ts';
import type { Area, Contestant, Curve, Figures, Job, Measurement, Scale } from './area.ts';
import { metered } from './metered.ts';
import { nbgrader, nbgraderPackages } from './nbgrader.ts';

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
  return [
    { name: `class-of-${submissions}`, measurements, submissions, rounds: 3, seconds: submissions },
  ];
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
      ...{ submissions, seconds: 2 + submissions / 5 },
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
    { name: 'wirebook', source: { from: 'course' }, prepare: ({ folder }) => ours(folder) },
    {
      name: 'nbgrader',
      source: { from: 'pypi', packages: nbgraderPackages },
      prepare: ({ folder, installed }) => theirs(folder, installed),
    },
  ],
  warmUp: () => ({ name: 'warm-up', measurements, submissions: 2, seconds: 5 }),
  jobs,
  curves: (scale) => [manySubmissions(scale)],
};

function ours(parent: string): Contestant<GradeJob>['run'] {
  return async (job, signal) => {
    const folder = mkdtempSync(join(parent, 'class-'));
    try {
      const students = await makeClass(join(folder, 'submissions'), job.submissions);
      const out = join(folder, 'graded');
      const program = [process.execPath, join(courseRoot, 'lib', 'wirebook.mjs'), 'grade'];
      const options = ['--out', out, '--exercise', exercise, '--json'];
      const command = [...program, join(folder, 'submissions'), ...options];
      const { elapsed, stdout } = await metered(command, { cwd: folder, signal });
      const failed = students.filter((student) => {
        const record = loadRecord(out, { student, exercise });
        return record === undefined || record.points !== record.possible;
      });
      if (failed.length > 0) {
        throw new WirebookError(`${failed.length} right answers did not earn all points`);
      }
      // The sandboxes are ended by force, so that only the grader itself knows what they took.
      return figuresOf(job, { elapsed, cpu: Number(JSON.parse(stdout).cpu) });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

function theirs(parent: string, environment: string): Contestant<GradeJob>['run'] {
  return async (job, signal) => {
    const folder = mkdtempSync(join(parent, 'class-'));
    try {
      await makeClass(join(folder, 'submitted'), job.submissions, { assignment: 'bench' });
      const source = join(folder, 'source', 'bench');
      mkdirSync(source, { recursive: true });
      writeNotebook(join(source, `${exercise}.ipynb`), readNotebook(solutionPath(exercise)));
      writeFileSync(
        join(folder, 'nbgrader_config.py'),
        'c = get_config()\nc.ClearSolutions.code_stub = {"typescript": "throw new Error()"}\n',
      );
      const options = { folder, signal };
      await nbgrader(environment, ['generate_assignment', 'bench', '--create'], options);
      return figuresOf(
        job,
        await nbgrader(environment, ['autograde', 'bench', '--create'], options),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

function figuresOf(
  { submissions, measurements: [first] }: GradeJob,
  { elapsed, cpu }: { readonly elapsed: number; readonly cpu: number },
): Figures {
  return first?.name === 'submissions'
    ? { submissions: elapsed }
    : { rate: (60 * submissions) / elapsed, cpu: cpu / submissions };
}

/** Right answers that differ in a comment, so that none is graded for another. */
async function makeClass(
  folder: string,
  size: number,
  { assignment = '' }: { readonly assignment?: string } = {},
): Promise<readonly string[]> {
  const students = Array.from({ length: size }, (_, index) => `student-${index}`);
  for (const student of students) {
    const answer = await answeredNotebook(exercise, `\n// The answer of ${student}.`);
    writeNotebook(join(folder, student, assignment, `${exercise}.ipynb`), answer);
  }
  return students;
}

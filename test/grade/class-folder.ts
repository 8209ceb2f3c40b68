/** A folder of submissions of a real exercise, and the command that grades it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { courseRoot } from '../../lib/base/paths.ts';
import { exercisePath, solutionPath } from '../../lib/exercise/release.ts';
import type { GradeRecord } from '../../lib/grade/record.ts';
import { formatNotebook, type Notebook, readNotebook } from '../../lib/notebook/format.ts';
import { holdAddresses } from '../hold-address.ts';
import { needsNamespaces } from '../needs-namespaces.ts';

export const exercise = '02-server-lifecycle';

/** A run of the command that goes on, or has ended. */
export interface GradeRun {
  readonly child: ChildProcess;
  /** Waits for a line on the standard error that matches. */
  saw(line: RegExp): Promise<void>;
  /** Does what Ctrl-C in a terminal does: the command and all that it has started hear of it. */
  interrupt(): void;
  readonly ended: Promise<{ readonly status: number | null; readonly said: string }>;
}

/** All tasks of the exercise, as {@link ClassFolder.handIn} takes them. */
export const allTasks: readonly string[] = ['task-1', 'task-2', 'task-3'];

/** Declares tests that grade in sandboxes, each of which begins with an empty class. */
export function describeGrading(title: string, declare: (course: () => ClassFolder) => void): void {
  describe(title, function () {
    this.timeout(300_000);
    // Without namespaces the checks meet on this machine's own loopback.
    holdAddresses(2);
    let course: ClassFolder;

    before(needsNamespaces);
    beforeEach(() => {
      course = new ClassFolder();
    });
    afterEach(() => course.remove());
    declare(() => course);
  });
}

/** A class and its grades, in a temporary folder. */
export class ClassFolder {
  readonly folder = mkdtempSync(join(tmpdir(), 'wirebook-class-'));
  readonly submissions = join(this.folder, 'submissions');
  readonly out = join(this.folder, 'graded');

  /** Hands in `content` as a student does; returns its path. */
  put(path: string, content: string | Buffer): string {
    const file = join(this.submissions, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** Hands in an answer for a student. */
  handIn(student: string, tasks: readonly string[], extra?: string): string {
    return this.put(join(student, `${exercise}.ipynb`), answer(tasks, extra));
  }

  /** Hands in a notebook that never comes to its checks. */
  handInEndless(student: string): string {
    const cells = [{ cell_type: 'code', metadata: {}, source: 'for (;;) {}' }];
    const content = JSON.stringify({ metadata: { wirebook: { exercise } }, cells });
    return this.put(join(student, `${exercise}.ipynb`), content);
  }

  start(
    options: readonly string[] = [],
    {
      env = process.env,
      root = courseRoot,
      within = [],
    }: {
      env?: NodeJS.ProcessEnv;
      root?: string;
      /** A command that starts the one that follows it. */
      within?: readonly string[];
    } = {},
  ): GradeRun {
    const program = [join(root, 'lib/wirebook.mjs'), 'grade', this.submissions, '--out', this.out];
    const [file = '', ...args] = [...within, process.execPath, ...program, ...options];
    const child = spawn(file, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, as a shell gives to each command.
      detached: true,
    });
    let said = '';
    const waiting = new Set<() => void>();
    const hear = (chunk: Buffer) => {
      said += chunk.toString('utf8');
      for (const look of waiting) look();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const interrupt = () => process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
    const ended = new Promise<{ status: number | null; said: string }>((resolve) => {
      child.on('close', (status) => resolve({ status, said }));
    });
    const saw = (line: RegExp) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = () => line.test(said) && resolve();
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`It ended without ${line}, having said: ${said}`)));
      return promise;
    };
    return { child, saw, interrupt, ended };
  }

  record(student: string): GradeRecord | undefined {
    try {
      return JSON.parse(readFileSync(this.#recordPath(student), 'utf8')) as GradeRecord;
    } catch {
      // It was not graded yet.
      return undefined;
    }
  }

  /** Changes whenever the record is written. */
  stamp(student: string): string {
    const { ino, mtimeMs } = statSync(this.#recordPath(student));
    return `${ino} ${mtimeMs}`;
  }

  /** The notebook that is kept as evidence. */
  handedIn(student: string): string {
    return readFileSync(join(this.out, 'students', student, exercise, 'handed-in.ipynb'), 'utf8');
  }

  gradebook(file = 'gradebook.csv'): readonly Readonly<Record<string, string>>[] {
    return parse(readFileSync(join(this.out, file)), { columns: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #recordPath(student: string): string {
    return join(this.out, 'students', student, exercise, 'record.json');
  }
}

/** The exercise's notebook with the given tasks solved, and a cell of the learner's own. */
export function answer(tasks: readonly string[], extra?: string): string {
  const release = readNotebook(exercisePath(exercise));
  return formatNotebook(solve(release, tasks, extra));
}

/** Writes the worked solutions of `tasks` into a released notebook. */
export function solve(release: Notebook, tasks: readonly string[], extra?: string): Notebook {
  const solution = readNotebook(solutionPath(exercise));
  const cells = release.cells.map((cell) => {
    const worked = solution.cells.find(({ id }) => tasks.includes(id) && id === cell.id);
    return worked === undefined ? cell : { ...cell, source: worked.source };
  });
  if (extra === undefined) return { ...release, cells };
  const own = { cell_type: 'code', id: 'own', metadata: {}, source: extra } as const;
  const check = cells.findIndex(({ id }) => id === 'check');
  return {
    ...release,
    cells: cells.toSpliced(check, 0, { ...own, outputs: [], execution_count: null }),
  };
}

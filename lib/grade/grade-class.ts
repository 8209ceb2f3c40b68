/** Grades a class: the pipeline from a folder of submissions to the grade book, step by step. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { HarnessPool } from '../check/harness-process.ts';
import { NotebookCompiler } from '../compile/notebook-compiler.ts';
import { totalPoints } from '../exercise/nbgrader.ts';
import type { SealKey } from '../exercise/seal.ts';
import { type Assignment, loadAssignment } from './assignment.ts';
import { collectSubmissions } from './collect.ts';
import { type Graded, type GradeMeans, gradeAnswer } from './grade-answer.ts';
import { type Job, jobsOf } from './jobs.ts';
import { readOverrides, unusedOverrides } from './overrides.ts';
import {
  type GradeRecord,
  hasRecord,
  loadRecord,
  makeRecord,
  refreshRecord,
  saveHandedIn,
  saveRecord,
} from './record.ts';
import type { FeedbackKind } from './report/shown.ts';
import { enrol, readRoster } from './roster.ts';
import { type FinalGrade, finalGrade, type LateRule } from './rules.ts';
import type { ResourceLimits, Sandbox } from './sandbox.ts';
import {
  digestOf,
  type ReadNotebook,
  type ReadSubmission,
  readSubmission,
} from './submitted-notebook.ts';

/** Options of {@link gradeClass}. */
export interface GradeClassOptions {
  /** The folder of the grades. */
  readonly out: string;
  /** The number of answers that are graded at the same time. */
  readonly jobs: number;
  readonly limits: ResourceLimits;
  readonly sandbox: Sandbox;
  readonly key?: SealKey | undefined;
  /** Grades only this exercise, and notebooks that name none as this one. */
  readonly exercise?: string | undefined;
  /** The CSV of grades decided by hand; `overrides.csv` in `out`, if there is one, unless told. */
  readonly overrides?: string | undefined;
  readonly late?: LateRule | undefined;
  /** The CSV of everybody in the class. */
  readonly roster?: string | undefined;
  /** Grades only these students anew; of the others, what was graded before counts. */
  readonly students?: readonly string[] | undefined;
  /** What learners are shown of their results; all, unless told. */
  readonly feedback?: FeedbackKind | undefined;
  /** Grades anew what was graded before, whether or not something has changed. */
  readonly isForced?: boolean | undefined;
  /** Ends the work between two answers; grades up to then are kept. */
  readonly signal?: AbortSignal;
  /** Called when all is ready: from now on an interruption lets the answers under way end. */
  readonly onBegin?: () => void;
  /** Called for each answer as it is graded, or found graded already. */
  readonly onProgress?: (progress: GradeProgress) => void;
}

/** The progress of the work. */
export interface GradeProgress {
  readonly done: number;
  readonly all: number;
  /** The number of answers that this run graded; the rest was graded before. */
  readonly fresh: number;
}

/** A grade that is another one than before. */
export interface Change {
  readonly student: string;
  readonly exercise: string;
  /** Points of the earlier grading, and of this one. */
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** The grades of a class. */
export interface GradedClass {
  /** In the order of the submissions. */
  readonly grades: readonly FinalGrade[];
  readonly overrides: {
    readonly path: string;
    /** Overrides, as `student/exercise`, that belong to no grade: a name may be misspelt. */
    readonly unused: readonly string[];
  };
  /** Names of submissions that nobody of the roster has handed in. */
  readonly strangers: readonly string[];
  /** Grades that are other ones than before. */
  readonly changes: readonly Change[];
  /** Processor time of all processes until the last answer was graded, in seconds. */
  readonly cpu: number;
}

/**
 * Grades the submissions at `path`, several at once, and writes the reports. An answer that was graded
 * before is graded again only if something has changed since.
 *
 * @throws {WirebookError} when the submissions or the overrides cannot be read, or no submission tells
 * the exercise
 */
export async function gradeClass(path: string, options: GradeClassOptions): Promise<GradedClass> {
  const { out, sandbox, signal } = options;

  // Overrides: read first, since a mistake in them must show before an hour of work.
  const overridesPath = options.overrides ?? join(out, 'overrides.csv');
  const isRequired = options.overrides !== undefined;
  const overrides = readOverrides(overridesPath, { isRequired });
  const roster = options.roster === undefined ? undefined : readRoster(options.roster);

  // Submissions: found, and each file read once, so that one and the same content is graded and
  // fingerprinted.
  const submissions: ReadSubmission[] = [];
  const collected = await collectSubmissions(path, { except: out });
  const enrolled = roster === undefined ? undefined : enrol(collected, roster);
  for (const submission of enrolled?.submissions ?? collected) {
    submissions.push(await readSubmission(submission));
  }
  const unknown = options.students?.find(
    (name) => !submissions.some(({ student }) => student === name),
  );
  if (unknown !== undefined) {
    throw new WirebookError(
      `There is no student ${unknown}; there are ${submissions.map(({ student }) => student).join(', ')}`,
    );
  }

  // Jobs: one for each exercise that a student has answered.
  const jobs = jobsOf(submissions, options.exercise);
  if (jobs === undefined) {
    throw new WirebookError('No submission says which exercise it is: name it with --exercise');
  }

  // Means: a compiler, harnesses and the assignments. The compiler starts while the rest is loaded.
  using compiler = new NotebookCompiler(sandbox.compiler);
  using harnesses = new HarnessPool(sandbox.harness, { lasting: sandbox.isTight });
  if (jobs.some((job) => isNew(job, out))) compiler.prepare();
  const assignments = await loadAssignments(jobs, options.key);
  options.onBegin?.();

  // Checks: the reports are loaded meanwhile, since to sanitise pages takes large packages.
  const loading = import('./report/write-reports.ts');
  const means = { ...options, compiler, harnesses, known: new Map<string, Promise<Graded>>() };
  const grading = gradeJobs(jobs, { ...means, assignments });
  const [{ writeReports }, { records, changes, sandboxCpu }] = await Promise.all([
    loading,
    grading,
  ]);
  const own = process.cpuUsage();
  const cpu = sandboxCpu + compiler.cpu + (own.user + own.system) / 1e6;

  // Rules: lateness costs points, and overrides have the last word.
  const grades = records.map((record) =>
    finalGrade(record, { late: options.late, overrides, dues: enrolled?.dues }),
  );

  // Reports: feedback, grade books, the summary, and results for other programs.
  writeReports(out, { grades, feedback: options.feedback ?? 'all' });

  const isWhole = signal?.aborted !== true;
  const unused = isWhole ? unusedOverrides(overrides, records) : [];
  return {
    grades,
    overrides: { path: overridesPath, unused },
    strangers: enrolled?.strangers ?? [],
    changes,
    cpu,
  };
}

/** Tells whether an answer was never graded. */
function isNew({ submission: { student }, exercise, notebook }: Job, out: string): boolean {
  return notebook !== undefined && !hasRecord(out, { student, exercise });
}

async function loadAssignments(
  jobs: readonly Job[],
  key: SealKey | undefined,
): Promise<ReadonlyMap<string, Assignment>> {
  const assignments = new Map<string, Assignment>();
  for (const name of new Set(jobs.map(({ exercise }) => exercise))) {
    assignments.set(name, await loadAssignment(name, key));
  }
  return assignments;
}

interface GradedJobs {
  readonly records: readonly GradeRecord[];
  readonly changes: readonly Change[];
  readonly sandboxCpu: number;
}

type GradeJobOptions = GradeClassOptions & Omit<GradeMeans, 'assignment'>;

/** Grades all jobs, several at once; returns their records in the order of the jobs. */
async function gradeJobs(
  jobs: readonly Job[],
  options: GradeJobOptions & { readonly assignments: ReadonlyMap<string, Assignment> },
): Promise<GradedJobs> {
  const records = new Map<Job, GradeRecord>();
  const changes: Change[] = [];
  const failures: unknown[] = [];
  let fresh = 0;
  let sandboxCpu = 0;
  const left = jobs.values();
  const work = async () => {
    for (const job of left) {
      const assignment = options.assignments.get(job.exercise);
      if (failures.length > 0 || assignment === undefined) return;
      const fingerprint = fingerprintOf(job, { assignment, limits: options.limits });
      const { student } = job.submission;
      const earlier = loadRecord(options.out, { student, exercise: job.exercise });
      const isMeant = options.students?.includes(student) ?? true;
      const isAnew = isMeant && options.isForced === true;
      const known = isAnew
        ? undefined
        : isMeant
          ? knownRecord(job, { out: options.out, fingerprint, earlier })
          : earlier;
      // After an interruption, and of other students, records of earlier runs still go into the reports.
      if (known === undefined && (options.signal?.aborted === true || !isMeant)) continue;
      const record = known ?? (await gradeJob(job, { ...options, assignment, fingerprint }));
      records.set(job, record);
      if (known === undefined) {
        fresh += 1;
        const { exercise, points: after } = record;
        if (earlier !== undefined && earlier.points !== after) {
          changes.push({ student, exercise, before: earlier.points, after });
        }
        sandboxCpu += record.cpu ?? 0;
      }
      options.onProgress?.({ done: records.size, all: jobs.length, fresh });
    }
  };
  const worker = () => work().catch((error: unknown) => failures.push(error));
  // All workers end before the caller ends the compiler and the harnesses: a process that a worker
  // started after that would never be ended.
  await Promise.all(Array.from({ length: Math.min(options.jobs, jobs.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return { records: jobs.flatMap((job) => records.get(job) ?? []), changes, sandboxCpu };
}

/** Identifies everything that a grade depends on: while it stays the same, the grade does. */
function fingerprintOf(
  { notebook, leftOut }: Job,
  { assignment, limits }: { readonly assignment: Assignment; readonly limits: ResourceLimits },
): string {
  const submitted = notebook?.digest ?? ['nothing', ...leftOut].join('\n');
  const parts = [submitted, assignment.digest, limits];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The record of an earlier run, if nothing has changed since. */
function knownRecord(
  { submission, notebook }: Job,
  {
    out,
    fingerprint,
    earlier,
  }: {
    readonly out: string;
    readonly fingerprint: string;
    readonly earlier: GradeRecord | undefined;
  },
): GradeRecord | undefined {
  if (earlier?.fingerprint !== fingerprint || earlier.status === 'broken') return undefined;
  return refreshRecord(out, earlier, { who: submission, submittedAt: notebook?.modified });
}

/** Keeps what was graded: a student may change or withdraw it. */
async function keepEvidence(
  out: string,
  {
    record,
    notebook,
  }: { readonly record: GradeRecord; readonly notebook: ReadNotebook | undefined },
): Promise<void> {
  const content = await notebook?.load();
  // One that has changed meanwhile is not the one that was graded.
  if (content !== undefined && digestOf(content) === notebook?.digest) {
    saveHandedIn(out, record, content);
  }
}

async function gradeJob(
  { submission, exercise, notebook, leftOut }: Job,
  options: GradeJobOptions & { readonly assignment: Assignment; readonly fingerprint: string },
): Promise<GradeRecord> {
  const startedAt = performance.now();
  const record = makeRecord({
    who: submission,
    exercise,
    possible: totalPoints(options.assignment.release),
    answer: await gradeAnswer(notebook, options),
    submittedAt: notebook?.modified,
    leftOut,
    duration: Math.round(performance.now() - startedAt),
    fingerprint: options.fingerprint,
  });
  await keepEvidence(options.out, { record, notebook });
  saveRecord(options.out, record);
  return record;
}

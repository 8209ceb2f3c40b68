/** Grades a class: the pipeline from a folder of submissions to the grade book, step by step. */

import { join } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { HarnessPool } from '../check/harness-process.ts';
import { NotebookCompiler } from '../compile/notebook-compiler.ts';
import type { SealKey } from '../exercise/seal.ts';
import { type Assignment, loadAssignment } from './assignment.ts';
import { collectSubmissions } from './collect.ts';
import type { Graded } from './grade-answer.ts';
import { type Change, type GradeJobsOptions, gradeJobs } from './grade-jobs.ts';
import { type Job, jobsOf } from './jobs.ts';
import { readOverrides, unusedOverrides } from './overrides.ts';
import { hasRecord } from './record.ts';
import type { FeedbackKind } from './report/shown.ts';
import { enrol, readRoster } from './roster.ts';
import { type FinalGrade, finalGrade, type LateRule } from './rules.ts';
import type { Sandbox } from './sandbox.ts';
import { type ReadSubmission, readSubmission } from './submitted-notebook.ts';

/** Options of {@link gradeClass}. */
export interface GradeClassOptions extends GradeJobsOptions {
  readonly sandbox: Sandbox;
  readonly key?: SealKey | undefined;
  /** Grades only this exercise, and notebooks that name none as this one. */
  readonly exercise?: string | undefined;
  /** The CSV of grades decided by hand; `overrides.csv` in `out`, if there is one, unless told. */
  readonly overrides?: string | undefined;
  readonly late?: LateRule | undefined;
  /** The CSV of everybody in the class. */
  readonly roster?: string | undefined;
  /** What learners are shown of their results; all, unless told. */
  readonly feedback?: FeedbackKind | undefined;
  /** Called when all is ready: from now on an interruption lets the answers under way end. */
  readonly onBegin?: () => void;
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

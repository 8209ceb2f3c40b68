/** Grades the jobs of a class, several at once; what was graded before, and is as it was, is kept. */

import { createHash } from 'node:crypto';
import { totalPoints } from '../exercise/nbgrader.ts';
import type { Assignment } from './assignment.ts';
import { type GradeMeans, gradeAnswer } from './grade-answer.ts';
import type { Job } from './jobs.ts';
import {
  type GradeRecord,
  loadRecord,
  makeRecord,
  refreshRecord,
  saveHandedIn,
  saveRecord,
} from './record.ts';
import type { ResourceLimits } from './sandbox.ts';
import { digestOf, type ReadNotebook } from './submitted-notebook.ts';

/** How jobs are graded. */
export interface GradeJobsOptions {
  /** The folder of the grades. */
  readonly out: string;
  /** The number of answers that are graded at the same time. */
  readonly jobs: number;
  readonly limits: ResourceLimits;
  /** Grades only these students anew; of the others, what was graded before counts. */
  readonly students?: readonly string[] | undefined;
  /** Grades anew what was graded before, whether or not something has changed. */
  readonly isForced?: boolean | undefined;
  /** Ends the work between two answers; grades up to then are kept. */
  readonly signal?: AbortSignal;
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

/** What became of jobs. */
export interface GradedJobs {
  /** In the order of the jobs. */
  readonly records: readonly GradeRecord[];
  readonly changes: readonly Change[];
  /** Processor time of the sandboxes, in seconds. */
  readonly sandboxCpu: number;
}

type GradeJobOptions = GradeJobsOptions & Omit<GradeMeans, 'assignment'>;

/** Grades all jobs, several at once. */
export async function gradeJobs(
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
      const known = isMeant ? knownRecord(job, { ...options, fingerprint, earlier }) : earlier;
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

interface Earlier {
  readonly out: string;
  readonly isForced?: boolean | undefined;
  readonly fingerprint: string;
  readonly earlier: GradeRecord | undefined;
}

/** The record of an earlier run, if nothing has changed since, and it is not to be graded anew. */
function knownRecord(
  { submission, notebook }: Job,
  { out, isForced, fingerprint, earlier }: Earlier,
): GradeRecord | undefined {
  if (isForced === true || earlier?.fingerprint !== fingerprint) return undefined;
  if (earlier.status === 'broken') return undefined;
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
  // One that was changed or taken away meanwhile is not the one that was graded.
  const content = await notebook?.load().catch(() => undefined);
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

/** Grades a whole class: several answers at once, and each only if something has changed. */

import { createHash } from 'node:crypto';
import { WirebookError } from '../../error.ts';
import { HarnessPool } from '../harness-process.ts';
import type { SealKey } from '../seal.ts';
import { type Assignment, loadAssignment } from './assignment.ts';
import { CompileService } from './compile.ts';
import { type Graded, gradeAnswer } from './grade-one.ts';
import type { Submission } from './group.ts';
import { type Job, jobsOf, mostFrequent } from './jobs.ts';
import {
  type GradeRecord,
  hasRecord,
  loadRecord,
  makeRecord,
  refreshRecord,
  saveRecord,
} from './record.ts';
import type { Limits, Sandbox } from './sandbox.ts';

/** How to grade a class. */
export interface GradeAllOptions {
  readonly out: string;
  readonly jobs: number;
  readonly limits: Limits;
  readonly sandbox: Sandbox;
  readonly key?: SealKey | undefined;
  /** The exercise that a notebook belongs to which names none. */
  readonly exercise?: string | undefined;
  /** Ends the work between two answers; what is graded by then stays graded. */
  readonly signal?: AbortSignal;
  /** Hears of each answer as it is graded, or found graded already. */
  readonly onRecord?: (record: GradeRecord, progress: Progress) => void;
  /** Hears at the end what all processes but this one have used of a processor, in seconds. */
  readonly onCpu?: (seconds: number) => void;
}

/** How far the work has come. */
export interface Progress {
  readonly done: number;
  readonly all: number;
  /** How many were graded in this run, the rest having been graded before. */
  readonly fresh: number;
}

/**
 * Grades all submissions; the records come in the order of the submissions.
 *
 * @throws {WirebookError} when it is not clear which exercise is to be graded
 */
export async function gradeAll(
  submissions: readonly Submission[],
  options: GradeAllOptions,
): Promise<readonly GradeRecord[]> {
  const jobs = submissions.flatMap((submission) => jobsOf(submission, options.exercise));
  const wanted = options.exercise ?? mostFrequent(jobs);
  if (wanted === undefined) {
    throw new WirebookError('No submission says which exercise it is: name it with --exercise');
  }
  using compiler = new CompileService(options.sandbox.compiler);
  // Its start takes as long as all that comes before the first answer.
  if (jobs.some((job) => isNew(job, { out: options.out, wanted }))) compiler.prepare();
  const { harness, isTight } = options.sandbox;
  using harnesses = new HarnessPool(harness, { lasting: isTight });
  const assignments = new Map<string, Promise<Assignment>>();
  const assignment = (name: string) => {
    const loading = assignments.get(name) ?? loadAssignment(name, options.key);
    assignments.set(name, loading);
    return loading;
  };
  await assignment(wanted);

  const known = new Map<string, Promise<Graded>>();
  const records = new Map<Job, GradeRecord>();
  let fresh = 0;
  let sandboxCpu = 0;
  const left = jobs.values();
  const failures: unknown[] = [];
  const work = async () => {
    for (const job of left) {
      if (options.signal?.aborted === true || failures.length > 0) return;
      const named = { ...job, exercise: job.exercise === '' ? wanted : job.exercise };
      const { record, isFresh } = await gradeJob(named, {
        ...options,
        assignment,
        compiler,
        harnesses,
        known,
      });
      records.set(job, record);
      if (isFresh) {
        fresh += 1;
        sandboxCpu += record.cpu ?? 0;
      }
      options.onRecord?.(record, { done: records.size, all: jobs.length, fresh });
    }
  };
  const worker = () => work().catch((error: unknown) => failures.push(error));
  // One for each job is the most that have something to do. All come to an end before the processes
  // that they work with are ended: what one of them started after that would never be.
  await Promise.all(Array.from({ length: Math.min(options.jobs, jobs.length) }, worker));
  if (failures.length > 0) throw failures[0];
  options.onCpu?.(compiler.cpu + sandboxCpu);
  return jobs.flatMap((job) => records.get(job) ?? []);
}

/** Whether an answer was never graded; what was graded may have to be graded again, or not. */
function isNew(
  { submission: { student }, exercise, notebook }: Job,
  { out, wanted }: { readonly out: string; readonly wanted: string },
): boolean {
  const name = exercise === '' ? wanted : exercise;
  return notebook !== undefined && !hasRecord(out, { student, exercise: name });
}

async function gradeJob(
  { submission, exercise, notebook, notGraded }: Job,
  options: GradeAllOptions & {
    readonly assignment: (name: string) => Promise<Assignment>;
    readonly compiler: CompileService;
    readonly harnesses: HarnessPool;
    readonly known: Map<string, Promise<Graded>>;
  },
): Promise<{ readonly record: GradeRecord; readonly isFresh: boolean }> {
  const { out, compiler, sandbox, harnesses, limits, known } = options;
  const assignment = await options.assignment(exercise);
  const submittedAt = notebook?.modified;
  const leftOut = [...submission.refused, ...notGraded];
  const content = notebook?.load() ?? ['nothing', ...leftOut].join('\n');
  const fingerprint = fingerprintOf(content, { assignment, limits });
  const earlier = loadRecord(out, { student: submission.student, exercise });
  if (earlier?.fingerprint === fingerprint && earlier.status !== 'broken') {
    return {
      record: refreshRecord(out, earlier, { who: submission, submittedAt }),
      isFresh: false,
    };
  }
  const startedAt = performance.now();
  const answer = await gradeAnswer(notebook, {
    assignment,
    compiler,
    sandbox,
    harnesses,
    limits,
    known,
  });
  const record = makeRecord({
    who: submission,
    exercise,
    possible: 10,
    answer,
    submittedAt,
    leftOut,
    duration: Math.round(performance.now() - startedAt),
    fingerprint,
  });
  saveRecord(out, record);
  return { record, isFresh: true };
}

function fingerprintOf(
  content: string | Buffer,
  { assignment, limits }: { readonly assignment: Assignment; readonly limits: Limits },
): string {
  const hash = createHash('sha256');
  hash.update(content);
  hash.update(assignment.checks).update(JSON.stringify([assignment.release, limits]));
  return hash.digest('hex');
}

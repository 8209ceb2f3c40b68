/** Grades a whole class: several answers at once, and each only if something has changed. */

import { createHash } from 'node:crypto';
import { WirebookError } from '../../error.ts';
import { HarnessPool } from '../harness-process.ts';
import type { SealKey } from '../seal.ts';
import { type Assignment, loadAssignment } from './assignment.ts';
import { CompileService } from './compile.ts';
import { type Graded, gradeAnswer } from './grade-one.ts';
import type { Submission } from './group.ts';
import { type Job, jobsOf } from './jobs.ts';
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
  /** Called when all is ready: until then there is nothing that Ctrl-C should let come to its end. */
  readonly onBegin?: () => void;
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
  const jobs = jobsOf(submissions, options.exercise);
  if (jobs === undefined) {
    throw new WirebookError('No submission says which exercise it is: name it with --exercise');
  }
  using compiler = new CompileService(options.sandbox.compiler);
  // Its start takes as long as all that comes before the first answer.
  if (jobs.some((job) => isNew(job, options.out))) compiler.prepare();
  const { harness, isTight } = options.sandbox;
  using harnesses = new HarnessPool(harness, { lasting: isTight });
  const assignments = await loadAssignments(jobs, options.key);
  options.onBegin?.();

  const known = new Map<string, Promise<Graded>>();
  const records = new Map<Job, GradeRecord>();
  let fresh = 0;
  let sandboxCpu = 0;
  const left = jobs.values();
  const failures: unknown[] = [];
  const work = async () => {
    for (const job of left) {
      const assignment = assignments.get(job.exercise);
      if (failures.length > 0 || assignment === undefined) return;
      const fingerprint = fingerprintOf(job, { ...options, assignment });
      const graded = gradedBefore(job, { out: options.out, fingerprint });
      // What was graded before belongs to what there is, also where no more is graded.
      if (graded === undefined && options.signal?.aborted === true) continue;
      const means = { ...options, assignment, compiler, harnesses, known, fingerprint };
      const record = graded ?? (await gradeJob(job, means));
      records.set(job, record);
      if (graded === undefined) {
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

/** All exercises that are graded. */
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

/** Whether an answer was never graded; what was graded may have to be graded again, or not. */
function isNew({ submission: { student }, exercise, notebook }: Job, out: string): boolean {
  return notebook !== undefined && !hasRecord(out, { student, exercise });
}

/** The record of an answer that was graded in an earlier run, if nothing has changed since. */
function gradedBefore(
  { submission, exercise, notebook }: Job,
  { out, fingerprint }: { readonly out: string; readonly fingerprint: string },
): GradeRecord | undefined {
  const earlier = loadRecord(out, { student: submission.student, exercise });
  if (earlier?.fingerprint !== fingerprint || earlier.status === 'broken') return undefined;
  return refreshRecord(out, earlier, { who: submission, submittedAt: notebook?.modified });
}

async function gradeJob(
  job: Job,
  options: GradeAllOptions & {
    readonly assignment: Assignment;
    readonly compiler: CompileService;
    readonly harnesses: HarnessPool;
    readonly known: Map<string, Promise<Graded>>;
    readonly fingerprint: string;
  },
): Promise<GradeRecord> {
  const { submission, exercise, notebook } = job;
  const startedAt = performance.now();
  const record = makeRecord({
    who: submission,
    exercise,
    possible: 10,
    answer: await gradeAnswer(notebook, options),
    submittedAt: notebook?.modified,
    leftOut: leftOutOf(job),
    duration: Math.round(performance.now() - startedAt),
    fingerprint: options.fingerprint,
  });
  saveRecord(options.out, record);
  return record;
}

function leftOutOf({ submission, notGraded }: Job): readonly string[] {
  return [...submission.refused, ...notGraded];
}

function fingerprintOf(
  job: Job,
  { assignment, limits }: { readonly assignment: Assignment; readonly limits: Limits },
): string {
  const hash = createHash('sha256');
  hash.update(job.notebook?.load() ?? ['nothing', ...leftOutOf(job)].join('\n'));
  hash.update(assignment.checks).update(JSON.stringify([assignment.release, limits]));
  return hash.digest('hex');
}

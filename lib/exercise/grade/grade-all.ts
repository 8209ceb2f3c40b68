/** Grades a whole class: several answers at once, and each only if something has changed. */

import { createHash } from 'node:crypto';
import { WirebookError } from '../../error.ts';
import { HarnessPool } from '../harness-process.ts';
import type { SealKey } from '../seal.ts';
import { type Assignment, loadAssignment } from './assignment.ts';
import type { HandedIn, Submission } from './collect.ts';
import { CompileService } from './compile.ts';
import { type Graded, gradeAnswer } from './grade-one.ts';
import { type GradeRecord, hasRecord, loadRecord, makeRecord, saveRecord } from './record.ts';
import { readSubmitted } from './restore.ts';
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

/** One student's answer to one exercise, not graded yet. */
interface Job {
  readonly submission: Submission;
  readonly exercise: string;
  readonly notebook: HandedIn | undefined;
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
  const wanted = options.exercise ?? mostFrequent(jobs.map(({ exercise }) => exercise));
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
  let hasFailed = false;
  const work = async () => {
    for (const job of left) {
      if (options.signal?.aborted === true || hasFailed) return;
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
  const worker = () =>
    work().catch((error: unknown) => {
      hasFailed = true;
      throw error;
    });
  await Promise.all(Array.from({ length: options.jobs }, worker));
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
  { submission, exercise, notebook }: Job,
  options: GradeAllOptions & {
    readonly assignment: (name: string) => Promise<Assignment>;
    readonly compiler: CompileService;
    readonly harnesses: HarnessPool;
    readonly known: Map<string, Promise<Graded>>;
  },
): Promise<{ readonly record: GradeRecord; readonly isFresh: boolean }> {
  const { out, compiler, sandbox, harnesses, limits, known } = options;
  const assignment = await options.assignment(exercise);
  const fingerprint = fingerprintOf(notebook, { assignment, limits });
  const earlier = loadRecord(out, { student: submission.student, exercise });
  if (earlier?.fingerprint === fingerprint && earlier.status !== 'broken') {
    return { record: earlier, isFresh: false };
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
    submittedAt: notebook?.modified,
    refused: submission.refused,
    duration: Math.round(performance.now() - startedAt),
    fingerprint,
  });
  saveRecord(out, record);
  return { record, isFresh: true };
}

/** One job for each exercise that a student has answered; of several answers the newest counts. */
function jobsOf(submission: Submission, only: string | undefined): readonly Job[] {
  const answers = new Map<string, HandedIn>();
  const sorted = submission.notebooks.toSorted(
    (a, b) => Number(a.modified) - Number(b.modified) || (a.path < b.path ? -1 : 1),
  );
  for (const notebook of sorted) {
    const exercise = exerciseNamedBy(notebook) ?? only ?? '';
    if (only === undefined || exercise === only) answers.set(exercise, notebook);
  }
  if (answers.size === 0) return [{ submission, exercise: only ?? '', notebook: undefined }];
  return [...answers].map(([exercise, notebook]) => ({ submission, exercise, notebook }));
}

function exerciseNamedBy(notebook: HandedIn): string | undefined {
  try {
    const { exercise } = readSubmitted(notebook.load());
    // It becomes part of a path.
    return exercise !== undefined && /^\d\d-[a-z0-9-]+$/.test(exercise) ? exercise : undefined;
  } catch {
    // What cannot be read is graded as such, and said there.
    return undefined;
  }
}

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = Map.groupBy(
    names.filter((name) => name !== ''),
    (name) => name,
  );
  return [...counts].sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

function fingerprintOf(
  notebook: HandedIn | undefined,
  { assignment, limits }: { readonly assignment: Assignment; readonly limits: Limits },
): string {
  const hash = createHash('sha256');
  hash.update(notebook?.load() ?? 'nothing');
  hash.update(assignment.checks).update(JSON.stringify([assignment.release, limits]));
  return hash.digest('hex');
}

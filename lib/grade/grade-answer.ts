/** Grades one student's answer to one exercise. */

import { createHash } from 'node:crypto';
import { type Decision, decide, HarnessError } from '../decide.ts';
import { hostOf } from '../define.ts';
import type { HarnessPool } from '../harness-process.ts';
import type { Assignment } from './assignment.ts';
import type { CellCompiling } from './compile.ts';
import type { HandedIn } from './group.ts';
import { type Restored, readSubmitted, restore } from './restore.ts';
import type { Limits, Sandbox } from './sandbox.ts';
import { type Peak, type Watch, watchProcesses } from './watchdog.ts';

/** How the grading of one answer ended. */
export type Graded =
  /** The checks ran; what they did not reach has failed. */
  | { readonly status: 'graded'; readonly decision: Decision; readonly peak: Peak | undefined }
  /** The learner's code never came so far that it could be checked. */
  | {
      readonly status: 'stopped';
      readonly reason: string;
      readonly decision: Decision;
      readonly peak: Peak | undefined;
    }
  /** There is nothing that could be run. */
  | { readonly status: 'missing' | 'unreadable'; readonly reason: string }
  /** The grader itself failed: no verdict on the learner. */
  | { readonly status: 'broken'; readonly reason: string };

/** The outcome, and what was graded. */
export interface GradedAnswer {
  readonly graded: Graded;
  readonly restored: Restored | undefined;
}

/** With what to grade. */
export interface GradeOptions {
  readonly compiler: CellCompiling;
  readonly sandbox: Sandbox;
  readonly harnesses: HarnessPool;
  readonly limits: Limits;
  /** What has become of answers so far: the same cells meet the same inputs, and end the same. */
  readonly known: Map<string, Promise<Graded>>;
}

/** Grades a notebook. Never rejects: what goes wrong is an outcome. */
export async function gradeAnswer(
  notebook: HandedIn | undefined,
  options: GradeOptions & { readonly assignment: Assignment },
): Promise<GradedAnswer> {
  if (notebook === undefined) {
    const reason = 'no notebook of this exercise was handed in';
    return { graded: { status: 'missing', reason }, restored: undefined };
  }
  let restored: Restored;
  try {
    restored = restore(readSubmitted(notebook.load()), options.assignment.release);
  } catch (error) {
    const reason = `${notebook.path} cannot be read: ${messageOf(error)}`;
    return { graded: { status: 'unreadable', reason }, restored: undefined };
  }
  return { graded: await checkOnce(restored, options), restored };
}

/** Checks cells unless the very same ones of another student were; in a class many hand in the stub. */
async function checkOnce(
  restored: Restored,
  options: GradeOptions & { readonly assignment: Assignment },
): Promise<Graded> {
  const { known, assignment } = options;
  const key = digest([assignment.name, restored.cells]).toString('hex');
  const graded = known.get(key) ?? check(restored, options);
  known.set(key, graded);
  const { status } = await graded;
  // What broke the grader once need not break it again.
  if (status === 'broken') known.delete(key);
  return graded;
}

async function check(
  { cells }: Restored,
  {
    assignment,
    compiler,
    sandbox,
    harnesses,
    limits,
  }: GradeOptions & { readonly assignment: Assignment },
): Promise<Graded> {
  try {
    let watch: Watch | undefined;
    const task = { type: 'cells', folder: '/tmp', cells, compiled: [] } as const;
    // The processes of the check start meanwhile.
    const compiled = compiler.compile(cells.map(({ source }) => source));
    const whole = compiled.then((all) => ({ ...task, compiled: all }));
    const decision = await decide({
      checks: assignment.checks,
      host: hostOf(assignment.name),
      seed: seedOf(cells),
      learner: { command: { ...sandbox.learner(task), task: whole } },
      harnesses,
      watch(pid) {
        watch = watchProcesses(pid, limits);
        return watch;
      },
    });
    const reason = decision.stopped ?? decision.interrupted;
    const peak = watch?.peak;
    return reason === undefined
      ? { status: 'graded', decision, peak }
      : { status: 'stopped', reason, decision, peak };
  } catch (error) {
    const kind = error instanceof HarnessError ? '' : 'the grader failed: ';
    return { status: 'broken', reason: `${kind}${messageOf(error)}` };
  }
}

/** The same answer always meets the same inputs. */
function seedOf(cells: unknown): number {
  return digest(cells).readUInt32BE() >>> 1;
}

function digest(value: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(value)).digest();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

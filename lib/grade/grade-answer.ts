/** Grades one student's answer to one exercise. */

import { createHash } from 'node:crypto';
import type { HarnessPool } from '../check/harness-process.ts';
import { type CheckReport, HarnessError, runChecks } from '../check/run-checks.ts';
import { hostOf } from '../check/scene/define.ts';
import type { NotebookCompiler } from '../compile/notebook-compiler.ts';
import { type Restored, restore } from '../exercise/restore.ts';
import type { Assignment } from './assignment.ts';
import type { ResourceLimits, Sandbox } from './sandbox.ts';
import type { ReadNotebook } from './submitted-notebook.ts';
import { type Peak, type Watchdog, watchProcesses } from './watchdog.ts';

/** The end of the grading of one answer. */
export type Graded =
  /** The checks ran; those that did not come to their end have failed. */
  | { readonly status: 'graded'; readonly report: CheckReport; readonly peak: Peak | undefined }
  /** The learner's code never came so far that it could be checked. */
  | {
      readonly status: 'stopped';
      readonly reason: string;
      readonly report: CheckReport;
      readonly peak: Peak | undefined;
    }
  /** There is nothing that could be run. */
  | { readonly status: 'missing' | 'unreadable'; readonly reason: string }
  /** The grader itself failed: no verdict on the learner. */
  | { readonly status: 'broken'; readonly reason: string };

/** A graded answer, and the notebook that was graded. */
export interface GradedAnswer {
  readonly graded: Graded;
  readonly restored: Restored | undefined;
}

/** The means to grade an answer. */
export interface GradeMeans {
  readonly assignment: Assignment;
  readonly compiler: NotebookCompiler;
  readonly sandbox: Sandbox;
  readonly harnesses: HarnessPool;
  readonly limits: ResourceLimits;
  /** Answers graded so far, by their cells: the same cells meet the same inputs, and end the same. */
  readonly known: Map<string, Promise<Graded>>;
}

/** Grades a notebook. Does not reject: an error is an outcome. */
export async function gradeAnswer(
  notebook: ReadNotebook | undefined,
  means: GradeMeans,
): Promise<GradedAnswer> {
  if (notebook === undefined) {
    const reason = 'no notebook of this exercise was handed in';
    return { graded: { status: 'missing', reason }, restored: undefined };
  }
  const { path, content } = notebook;
  if ('unreadable' in content) {
    const reason = `${path} cannot be read: ${content.unreadable}`;
    return { graded: { status: 'unreadable', reason }, restored: undefined };
  }
  const restored = restore(content, means.assignment.release);
  return { graded: await checkOnce(restored, means), restored };
}

/** Checks cells, unless another student has handed in the same: in a class many hand in the stub. */
async function checkOnce(restored: Restored, means: GradeMeans): Promise<Graded> {
  const { known, assignment } = means;
  const key = digest([assignment.name, restored.cells]).toString('hex');
  const graded = known.get(key) ?? check(restored, means);
  known.set(key, graded);
  const { status } = await graded;
  // A grader that broke once need not break again.
  if (status === 'broken') known.delete(key);
  return graded;
}

async function check({ cells }: Restored, means: GradeMeans): Promise<Graded> {
  const { assignment, compiler, sandbox, harnesses, limits } = means;
  try {
    let watchdog: Watchdog | undefined;
    const task = { type: 'cells', folder: '/tmp', cells, compiled: [] } as const;
    // The processes of the check start meanwhile.
    const compiled = compiler.compile(cells.map(({ source }) => source));
    const whole = compiled.then((all) => ({ ...task, compiled: all }));
    const report = await runChecks({
      checks: assignment.checks,
      host: hostOf(assignment.name),
      seed: seedOf(cells),
      learner: { command: { ...sandbox.learner(task), task: whole } },
      harnesses,
      watch(pid) {
        watchdog = watchProcesses(pid, limits);
        return watchdog;
      },
    });
    const reason = report.stopped ?? report.interrupted;
    const peak = watchdog?.peak;
    return reason === undefined
      ? { status: 'graded', report, peak }
      : { status: 'stopped', reason, report, peak };
  } catch (error) {
    const kind = error instanceof HarnessError ? '' : 'the grader failed: ';
    const message = error instanceof Error ? error.message : String(error);
    return { status: 'broken', reason: `${kind}${message}` };
  }
}

/** The same answer always meets the same inputs. */
function seedOf(cells: unknown): number {
  return digest(cells).readUInt32BE() >>> 1;
}

function digest(value: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(value)).digest();
}

/**
 * Messages between the three processes of a check.
 *
 * The *harness* is a process of its own that holds the checks. The *learner* is the process that
 * runs the learner's code. The *parent* of the harness (the command line, or in a notebook the kernel)
 * takes the harness's plan before the learner's code starts, and counts only the checks of that plan.
 */

import type { GivenCell } from '../compile/given.ts';
import type { RpcMessage } from './rpc.ts';

/** One check that is expected to be reported. */
export interface PlannedCheck {
  /** Its place in the plan, from 0. */
  readonly id: number;
  /** The title of the task it belongs to. */
  readonly task: string;
  readonly title: string;
  readonly points: number;
}

/** The list of all checks, fixed before the learner's code starts. */
export interface Plan {
  /** The exercise's name, such as `02-server-lifecycle`. */
  readonly exercise: string;
  /** Names of the functions that the contract asks for. */
  readonly functions: readonly string[];
  readonly checks: readonly PlannedCheck[];
  /** The seed of the random inputs; the same seed gives the same inputs. */
  readonly seed: number;
  /** Timeout of all checks together, in milliseconds. */
  readonly timeout: number;
}

/** The reason why a check failed, in words for the learner. */
export interface CheckFailure {
  readonly message: string;
  /** The two values, where the check compared some. */
  readonly expected?: string;
  readonly received?: string;
  /** The transcript of this check. */
  readonly wire: readonly string[];
  /** From a nudge to nearly the code. */
  readonly hints: readonly string[];
  /** The function still throws, as the stub does. */
  readonly unwritten: boolean;
}

/** The descriptor at which the command of a learner's process gets its filter; 3 is the channel. */
export const filterDescriptor = 4;

/** The command that starts the learner's process. */
export interface LearnerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Timeout until the learner's code has called `check()`, in milliseconds. */
  readonly timeout: number;
  /**
   * Tells whether it runs a stranger's code: then it must not inherit open descriptors of the harness, and
   * the harness ends the processes that it leaves behind.
   */
  readonly isStranger?: boolean;
  /** Tells whether the harness makes it a network namespace of its own. */
  readonly needsNetwork?: boolean;
  /** A filter of system calls, which the command reads at descriptor {@link filterDescriptor}. */
  readonly filter?: Uint8Array;
}

/** A cell to be run. */
export interface CellToRun {
  readonly id: string;
  readonly source: string;
}

/** Cells to be run in order, until one of them calls `check()`. */
export interface CellsTask {
  readonly type: 'cells';
  readonly folder: string;
  readonly cells: readonly CellToRun[];
  /** Cells that were compiled before; the rest is compiled where it runs. */
  readonly compiled: readonly GivenCell[];
  /** Ids of cells that never gave control back in an earlier process: they are not run again. */
  readonly endless?: readonly string[];
  /** The key under which compiled cells are kept from one check to the next, where they are. */
  readonly keptBy?: string | undefined;
}

/** Code for a learner's process: a notebook's cells, or a module that exports the functions. */
export type LearnerTask =
  | CellsTask
  | { readonly type: 'module'; readonly path: string; readonly exercise: string };

export type ToHarness =
  | {
      readonly type: 'load';
      readonly checks: string;
      readonly host: string;
      readonly host6: string;
      readonly seed: number;
      /** Absent where the parent of the harness is itself the learner's process. */
      readonly learner: LearnerCommand | undefined;
    }
  /** `task` is for the process that runs the learner's code, where the harness has started one. */
  | { readonly type: 'go'; readonly task: LearnerTask | undefined }
  /** Code of the harness's parent, which is then the learner's, threw an error that nothing caught. */
  | { readonly type: 'uncaught'; readonly message: string }
  | { readonly type: 'rpc'; readonly message: RpcMessage }
  /** Ends the learner's process; then another learner may be loaded. */
  | { readonly type: 'end' };

export type FromHarness =
  | { readonly type: 'plan'; readonly plan: Plan }
  | { readonly type: 'verdict'; readonly id: number; readonly failure: CheckFailure | undefined }
  | { readonly type: 'learner-failed'; readonly message: string }
  | { readonly type: 'done' }
  /** The harness itself could not work: never the learner's fault. */
  | { readonly type: 'broken'; readonly message: string }
  | { readonly type: 'rpc'; readonly message: RpcMessage }
  /** Tells whether nothing of this learner's goes on. */
  | { readonly type: 'ended'; readonly isFree: boolean };

export type ToLearner = LearnerTask | { readonly type: 'rpc'; readonly message: RpcMessage };

export type FromLearner =
  /** The learner's code has called `check()`. */
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly message: string }
  /** The cell `id` begins; if no message follows, it hangs there. */
  | { readonly type: 'cell'; readonly id: string }
  /** The learner's code has thrown an error that nothing caught. */
  | { readonly type: 'uncaught'; readonly message: string }
  | { readonly type: 'rpc'; readonly message: RpcMessage };

/**
 * What travels between the three parties of a check.
 *
 * The *harness* is a process of its own that holds the checks. The *learner* is the process that
 * runs the learner's code. The *decider* (the command line, or in a notebook the kernel) writes down
 * the harness's plan before the learner's code starts, and counts only what the plan names.
 */

import type { CompiledCell, TypeFault } from '../kernel/compiled-cell.ts';
import type { PeerMessage } from './peer.ts';

/** One check that is expected to be reported. */
export interface PlannedCheck {
  /** Its place in the plan, from 0. */
  readonly id: number;
  /** The title of the task it belongs to. */
  readonly task: string;
  readonly title: string;
  readonly points: number;
}

/** All that will be checked, fixed before the learner's code starts. */
export interface Plan {
  /** The exercise's name, such as `02-server-lifecycle`. */
  readonly exercise: string;
  /** Names of the functions that the contract asks for. */
  readonly functions: readonly string[];
  readonly checks: readonly PlannedCheck[];
  /** Where the random inputs come from; the same seed gives the same inputs. */
  readonly seed: number;
  /** The most time that all checks together may take, in milliseconds. */
  readonly deadline: number;
}

/** Why a check failed, in words for the learner. */
export interface Failure {
  readonly message: string;
  /** What was compared, where something was. */
  readonly expected?: string;
  readonly received?: string;
  /** What went over the sockets of this check, in order. */
  readonly wire: readonly string[];
  /** From a nudge to nearly the code. */
  readonly hints: readonly string[];
  /** The function still throws, as the stub does. */
  readonly unwritten: boolean;
}

/** How to start the learner's process. */
export interface LearnerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The most time until the learner's code has called `check()`, in milliseconds. */
  readonly patience: number;
  /**
   * It runs somebody else's code: nothing that is open in the harness may reach it, and what it leaves
   * behind is the harness's to end.
   */
  readonly isStranger?: boolean;
  /** The harness has to make it a network of its own. */
  readonly needsNetwork?: boolean;
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
  /** What was compiled before; the rest is compiled where it runs. */
  readonly compiled: readonly Precompiled[];
  /** What compiled cells are kept by from one check to the next, where they are. */
  readonly keptBy?: string | undefined;
}

/** A cell that was compiled in the belief that those before it ran to their end. */
export interface Precompiled {
  readonly source: string;
  /** What the cells before it declare. */
  readonly declarations: string;
  readonly result: CompiledCell | { readonly faults: readonly TypeFault[] };
}

/** What a learner's process runs: a notebook's cells, or a module that exports the functions. */
export type LearnerTask =
  | CellsTask
  | { readonly type: 'module'; readonly path: string; readonly exercise: string };

export type ToHarness =
  | {
      readonly type: 'load';
      readonly checks: string;
      readonly host: string;
      readonly seed: number;
      /** Absent where the parent of the harness is itself the learner's process. */
      readonly learner: LearnerCommand | undefined;
    }
  /** `task` is for the process that runs the learner's code, where the harness has started one. */
  | { readonly type: 'go'; readonly task: LearnerTask | undefined }
  /** Code of the harness's parent, which is then the learner's, has thrown what nothing caught. */
  | { readonly type: 'uncaught'; readonly message: string }
  | { readonly type: 'peer'; readonly message: PeerMessage }
  /** The learner's process is to be ended; another learner's may be loaded then. */
  | { readonly type: 'end' };

export type FromHarness =
  | { readonly type: 'plan'; readonly plan: Plan }
  | { readonly type: 'verdict'; readonly id: number; readonly failure: Failure | undefined }
  | { readonly type: 'learner-failed'; readonly message: string }
  | { readonly type: 'done' }
  /** The harness itself could not work: never the learner's fault. */
  | { readonly type: 'broken'; readonly message: string }
  | { readonly type: 'peer'; readonly message: PeerMessage }
  /** Whether nothing goes on any more of what was loaded. */
  | { readonly type: 'ended'; readonly isFree: boolean };

export type ToLearner = LearnerTask | { readonly type: 'peer'; readonly message: PeerMessage };

export type FromLearner =
  /** The learner's code has called `check()`. */
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly message: string }
  /** The cell `id` begins: if nothing more is heard, this is where to look. */
  | { readonly type: 'cell'; readonly id: string }
  /** The learner's code has thrown something that nothing caught. */
  | { readonly type: 'uncaught'; readonly message: string }
  | { readonly type: 'peer'; readonly message: PeerMessage };

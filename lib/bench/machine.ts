/** On what a run was made. */

import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { courseRoot } from '../paths.ts';

/** What readers need to judge a figure. */
export interface Machine {
  readonly processor: string;
  readonly processors: number;
  /** In GiB. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  /** The course's commit, with `+` where files differ from it; empty outside git. */
  readonly commit: string;
  /** Processes that wanted to run, over the last minute, as the run began. */
  readonly load: number;
}

/** Describes this machine. */
export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: availableParallelism(),
    memory: Math.round(totalmem() / 2 ** 30),
    system: `Linux ${release()} ${arch()}`,
    node: process.version,
    commit: commitOf(courseRoot),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

function commitOf(folder: string): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', '--short', 'HEAD').trim() + (changed ? '+' : '');
  } catch {
    // A course that was downloaded as an archive, or a machine without git.
    return '';
  }
}

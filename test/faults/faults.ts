/** Faults that are put into a command from outside, at a system call that is counted out. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../lib/base/random.ts';

/** A command line in front of another one. */
export type Wrapper = readonly string[];

/** The calls by which a process changes what is on the disk. */
const changes = [
  ...['write', 'writev', 'pwrite64', 'fsync', 'ftruncate', 'copy_file_range', 'sendfile'],
  ...['rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'unlink', 'unlinkat'],
  ...['mkdir', 'mkdirat', 'rmdir', 'utimensat'],
];

/** A system call of a command's main thread: the how manieth of its name. */
interface Call {
  readonly name: string;
  readonly nth: number;
}

/** Moments of a command at which a fault may strike. */
export class Moments {
  readonly #calls: readonly Call[];

  private constructor(calls: readonly Call[]) {
    this.#calls = calls;
  }

  /** Finds the moments of a command at which it changes the disk, by running it once. */
  static async of(run: (wrapper: Wrapper) => unknown): Promise<Moments> {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-moments-'));
    try {
      const log = join(folder, 'calls');
      await run(traced(log, { calls: changes }));
      const seen = new Map<string, number>();
      const calls = readFileSync(log, 'utf8').matchAll(/^(\w+)\(/gm);
      return new Moments(
        [...calls].map(([, name = '']) => {
          const nth = (seen.get(name) ?? 0) + 1;
          seen.set(name, nth);
          return { name, nth };
        }),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  get count(): number {
    return this.#calls.length;
  }

  /** All moments where WIREBOOK_FAULTS is `all`; else a few, other ones in each run. */
  choose(few: number): readonly number[] {
    const all = [...this.#calls.keys()];
    if (process.env.WIREBOOK_FAULTS === 'all' || this.count <= few) return all;
    return new Random(faultSeed).sample(all, few).sort((a, b) => a - b);
  }

  /** Ends the command by SIGKILL at a moment. */
  killedAt(moment: number): Wrapper {
    const { name, nth } = this.#calls[moment] ?? { name: 'write', nth: 1 };
    return traced('/dev/null', {
      calls: [name],
      rules: [`inject=${name}:signal=SIGKILL:when=${nth}`],
    });
  }
}

function traced(
  log: string,
  { calls, rules = [] }: { readonly calls: readonly string[]; readonly rules?: readonly string[] },
): Wrapper {
  const expressions = [`trace=${calls.join(',')}`, ...rules].flatMap((rule) => ['-e', rule]);
  return ['strace', '--quiet=all', '-o', log, ...expressions];
}

/** Repeats the choice of another run, whose tests bear it in their titles. */
export const faultSeed: number = Number(process.env.WIREBOOK_SEED ?? Date.now() % 1_000_000);

/** Why faults cannot be put into processes here: ptrace(2) may be forbidden in a container. */
export function whyNoFaults(): string | undefined {
  try {
    execFileSync('strace', ['--quiet=all', '-o', '/dev/null', 'true'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `strace: ${(error as Error).message}`;
  }
}

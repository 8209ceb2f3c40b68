/** Runs a command, and measures what it and everything that it starts uses of the processors. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { WirebookError } from '../error.ts';
import { killTree } from '../processes.ts';

const run = promisify(execFile);

/** What a command has taken, in seconds. */
export interface Metered {
  readonly elapsed: number;
  /** Of all its processes but those of a process namespace that ended by force: nobody hears of them. */
  readonly cpu: number;
  readonly stdout: string;
}

/** Where and how to run it. */
export interface MeteredOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command and all that it has started. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A command may leave processes behind. So a subreaper is put above it (PR_SET_CHILD_SUBREAPER of
 * prctl(2)): orphans become its children, and with them their time.
 */
const meter = `
import ctypes, json, os, resource, subprocess, sys, time
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
started = time.monotonic()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, text=True)
elapsed = time.monotonic() - started
try:
    while True: os.wait()
except ChildProcessError: pass
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"elapsed": elapsed, "cpu": used.ru_utime + used.ru_stime, "stdout": done.stdout}))
sys.exit(done.returncode)
`;

/**
 * Runs a command to its end, and to that of the last process it has started.
 *
 * @throws {WirebookError} when it fails
 */
export async function metered(
  command: readonly string[],
  { cwd, env = process.env, signal }: MeteredOptions,
): Promise<Metered> {
  signal?.throwIfAborted();
  const running = run('python3', ['-c', meter, ...command], { cwd, env, maxBuffer: 1 << 28 });
  const stop = () => killTree(running.child.pid ?? 0);
  signal?.addEventListener('abort', stop);
  try {
    const { stdout } = await running;
    return JSON.parse(stdout) as Metered;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new WirebookError(`${said(error)}, from: ${command.join(' ')}`, {
      cause: error,
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function said(error: unknown): string {
  const { stderr, code }: { readonly stderr?: unknown; readonly code?: unknown } = Object(error);
  const text = typeof stderr === 'string' ? stderr.trim().slice(-1000) : '';
  return text === '' ? `it ended with ${code}` : text;
}

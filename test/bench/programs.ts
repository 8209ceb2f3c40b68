/**
 * Programs of the contestants: obtained from this machine, npm and PyPI, and run with the processor
 * time of all their processes measured.
 */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { WirebookError } from '../../lib/base/error.ts';
import { courseRoot } from '../../lib/base/paths.ts';
import { killTree } from '../../lib/base/processes.ts';
import { installKernelspec } from '../../lib/kernel/kernelspec.ts';
import type { Source } from './area.ts';

const run = promisify(execFile);

/** The timeout of an installation, in milliseconds. */
const timeout = 240_000;

/** A contestant that is there. */
export interface Obtained {
  /** The folder of its packages; empty for a program of the machine. */
  readonly installed: string;
  /** Its version, such as `deno@2.9.6`. */
  readonly version: string;
}

/**
 * Obtains a contestant.
 *
 * @throws {WirebookError} with the reason why it has to be left out
 */
export async function obtain(
  name: string,
  source: Source | undefined,
  signal?: AbortSignal,
): Promise<Obtained> {
  if (source === undefined) {
    const { version } = JSON.parse(readFileSync(join(courseRoot, 'lib', 'package.json'), 'utf8'));
    return { installed: courseRoot, version: String(version) };
  }
  if (source.from === 'debian') {
    const { program, package: debian } = source;
    const { stdout } = await run(program, ['--version'], { timeout: 20_000 }).catch((cause) => {
      throw new WirebookError(`no ${program} here; Debian's package ${debian} has it`, { cause });
    });
    return { installed: '', version: stdout.split('\n')[0] ?? '' };
  }
  const folder = join(courseRoot, 'dist', 'bench', 'installed', name);
  const version = source.packages.join(' ');
  const mark = join(folder, 'installed.txt');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === version) {
    return { installed: folder, version };
  }
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const options = { cwd: folder, timeout, signal };
    if (source.from === 'npm') {
      // A package of its own, so that npm does not go up to the course's.
      writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
      const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--save-exact'];
      await run('npm', ['install', ...quiet, ...source.packages], options);
    } else {
      await run('python3', ['-m', 'venv', folder], options);
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
      await run(join(folder, 'bin', 'python'), [...pip, ...source.packages], options);
    }
    writeFileSync(mark, version);
    return { installed: folder, version };
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new WirebookError(`cannot install ${version} from ${source.from}: ${lastLine(cause)}`, {
      cause,
    });
  }
}

/** The last line that a failed program said. */
export function lastLine(error: unknown): string {
  const { stderr, message }: { readonly stderr?: unknown; readonly message?: unknown } =
    Object(error);
  const said = typeof stderr === 'string' && stderr.trim() !== '' ? stderr : String(message);
  return said.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}

/** The cost of a command, in seconds. */
export interface Metered {
  readonly elapsed: number;
  /** Of all its processes but those of a process namespace that ended by force: Linux drops theirs. */
  readonly cpu: number;
  readonly stdout: string;
}

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
 * Runs a command until the last process that it started has ended.
 *
 * @throws {WirebookError} when it fails
 */
export async function metered(
  command: readonly string[],
  { cwd, env = process.env, signal }: MeteredOptions,
): Promise<Metered> {
  signal?.throwIfAborted();
  const options = { cwd, env, maxBuffer: 1 << 28 };
  const running = promisify(execFile)('python3', ['-c', meter, ...command], options);
  const stop = () => killTree(running.child.pid ?? 0);
  signal?.addEventListener('abort', stop);
  try {
    return JSON.parse((await running).stdout) as Metered;
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    const { stderr = '', code }: { stderr?: string; code?: unknown } = Object(cause);
    const said = stderr.trim().slice(-1000) || `it ended with ${code}`;
    throw new WirebookError(`${said}, from: ${command.join(' ')}`, { cause });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Runs a command of the course. */
export function wirebook(args: readonly string[], options: MeteredOptions): Promise<Metered> {
  return metered([process.execPath, join(courseRoot, 'lib', 'wirebook.mjs'), ...args], options);
}

/** nbgrader from PyPI. */
export const nbgraderSource = { from: 'pypi', packages: ['nbgrader==0.9.6'] } as const;

/** Runs a command of the nbgrader installed in `environment`, with the kernel of the course. */
export async function nbgrader(
  environment: string,
  args: readonly string[],
  { cwd, signal }: MeteredOptions,
): Promise<Metered> {
  installKernelspec(environment);
  const env = {
    ...process.env,
    PATH: [join(environment, 'bin'), process.env.PATH].join(delimiter),
    JUPYTER_CONFIG_DIR: join(cwd, '.config'),
    JUPYTER_DATA_DIR: join(cwd, '.data'),
  };
  return metered([join(environment, 'bin', 'nbgrader'), ...args], { cwd, env, signal });
}

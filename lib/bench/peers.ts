/** Obtains the peers: what is there is used, what a registry has is installed once, into a folder of the bench's own. */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WirebookError } from '../error.ts';
import { courseRoot } from '../paths.ts';
import type { Source } from './area.ts';

const run = promisify(execFile);

/** Where peers are installed, one folder each. */
export const peersFolder: string = join(courseRoot, 'dist', 'bench', 'peers');

/** The most time that an installation may take, in milliseconds. */
const patience = 240_000;

/** A peer that is there. */
export interface Obtained {
  /** Where its packages lie; empty for a program of the machine. */
  readonly installed: string;
  /** What of it was taken, such as `deno@2.9.6`. */
  readonly version: string;
}

/** What ends it early. */
interface ObtainOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a peer ready.
 *
 * @throws {WirebookError} with the reason why it has to be left out
 */
export async function obtain(
  name: string,
  source: Source,
  options: ObtainOptions = {},
): Promise<Obtained> {
  switch (source.from) {
    case 'course':
      return { installed: courseRoot, version: courseVersion() };
    case 'debian':
      return { installed: '', version: await versionOf(source.program, source.package) };
    case 'npm':
    case 'pypi':
      return install(name, source, options);
  }
}

function courseVersion(): string {
  const { version } = JSON.parse(readFileSync(join(courseRoot, 'lib', 'package.json'), 'utf8'));
  return String(version);
}

async function versionOf(program: string, debianPackage: string): Promise<string> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 20_000 });
    return stdout.split('\n')[0] ?? '';
  } catch (error) {
    throw new WirebookError(`no ${program} here; Debian's package ${debianPackage} has it`, {
      cause: error,
    });
  }
}

async function install(
  name: string,
  source: Extract<Source, { readonly from: 'npm' | 'pypi' }>,
  { signal }: ObtainOptions,
): Promise<Obtained> {
  const folder = join(peersFolder, name);
  const mark = join(folder, 'installed.txt');
  const wanted = source.packages.join(' ');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
    try {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      const options = { cwd: folder, timeout: patience, signal };
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
      writeFileSync(mark, wanted);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const registry = source.from === 'npm' ? 'npm' : 'PyPI';
      throw new WirebookError(`cannot install ${wanted} from ${registry}: ${lastLine(error)}`, {
        cause: error,
      });
    }
  }
  return { installed: folder, version: wanted };
}

/** The last thing that a program said. */
export function lastLine(error: unknown): string {
  const { stderr, message }: { readonly stderr?: unknown; readonly message?: unknown } =
    Object(error);
  const said = typeof stderr === 'string' && stderr.trim() !== '' ? stderr : String(message);
  return said.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}

/** A clone of the course in a folder of its own, with an origin of its own: what a learner has. */

import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { courseRoot } from '../../lib/base/paths.ts';

const run = promisify(execFile);

/** What a command of a clone has said. */
export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A learner's clone. */
export interface CourseClone {
  readonly folder: string;
  /** The repository that it was cloned from, as a working tree of the course's owner. */
  readonly origin: string;
  /** Runs git in the clone, or in `cwd`. */
  git(args: readonly string[], cwd?: string): Promise<string>;
  /** Runs the clone's own `wirebook`. */
  wirebook(...args: readonly string[]): Said;
  remove(): void;
}

/**
 * Clones the course's last commit; the build and the packages are those of this course, the latter
 * by a link unless they are wanted as real files.
 */
export async function cloneCourse({
  withPackages = false,
  name = 'course',
} = {}): Promise<CourseClone> {
  const root = mkdtempSync(join(tmpdir(), 'wirebook-clone-'));
  const [origin, folder] = [join(root, 'origin'), join(root, name)];
  const git = async (args: readonly string[], cwd = folder) => {
    const who = ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org'];
    const { stdout } = await run('git', [...who, ...args], { cwd, maxBuffer: 1 << 28 });
    return stdout;
  };
  await git(['clone', '--quiet', '--depth', '1', `file://${courseRoot}`, origin], root);
  await git(['switch', '--quiet', '-C', 'main'], origin);
  await git(['clone', '--quiet', origin, folder], root);
  if (withPackages) setUpOffline(folder);
  else {
    copyBuild(folder);
    symlinkSync(join(courseRoot, 'node_modules'), join(folder, 'node_modules'));
  }
  return {
    folder,
    origin,
    git,
    wirebook(...args) {
      const program = [join(folder, 'lib', 'wirebook.mjs'), ...args];
      const { status, stdout, stderr } = spawnSync(process.execPath, program, {
        cwd: folder,
        encoding: 'utf8',
        timeout: 120_000,
      });
      return { status, stdout, stderr };
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Puts the build and the Python packages of this course where the setup would make them. */
function copyBuild(folder: string): void {
  cpSync(join(courseRoot, 'lib', 'dist'), join(folder, 'lib', 'dist'), { recursive: true });
  // The schema of notebooks comes from there. Git ignores a folder of this name, and no link.
  mkdirSync(join(folder, '.venv'));
  symlinkSync(join(courseRoot, '.venv', 'lib'), join(folder, '.venv', 'lib'));
}

/**
 * Makes a course ready as `lib/setup.mjs` does, without a network. Its packages are real files,
 * since a sandbox hides what a link would lead to.
 */
export function setUpOffline(folder: string): void {
  copyBuild(folder);
  const packages = [join(courseRoot, 'node_modules'), join(folder, 'node_modules')];
  try {
    execFileSync('cp', ['-al', ...packages], { stdio: 'pipe' });
  } catch {
    // The temporary folder lies on another file system: no hard links.
    execFileSync('cp', ['-a', ...packages]);
  }
}

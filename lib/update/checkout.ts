/** Runs git in the course's checkout. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { WirebookError } from '../base/error.ts';

/** A command of git that failed, with what it said. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** The git checkout that holds a course. */
export class Checkout {
  readonly #root: string;

  /** @param root its top folder */
  constructor(root: string) {
    this.#root = root;
  }

  /** @throws {WirebookError} where the folder is not a checkout, or git cannot be used */
  async verify(): Promise<void> {
    const root = this.#root;
    const top = await this.git(['rev-parse', '--show-toplevel']).catch((error: Error) => {
      if (error.message.includes('not a git repository')) return '';
      throw new WirebookError(`Cannot update ${root}: ${error.message}`, { cause: error });
    });
    if (top !== realpathSync(root)) {
      throw new WirebookError(
        `Cannot update ${root}: it is not a git checkout. Get the new version where you got this one, beside it, and copy your notebooks of exercises/ there`,
      );
    }
  }

  /**
   * Runs git and returns its output without the last line end.
   *
   * @throws {GitError} where git says that it failed
   */
  async git(args: readonly string[]): Promise<string> {
    return (await this.#run(args)).toString('utf8').replace(/\n$/, '');
  }

  /** Runs git with a list of paths as its answer. */
  async list(args: readonly string[]): Promise<readonly string[]> {
    return (await this.git([...args, '-z'])).split('\0').filter((path) => path !== '');
  }

  /** A file as a commit, or a stage of the index, has it; undefined where it has none. */
  async fileAt(revision: string, path: string): Promise<Buffer | undefined> {
    return this.#run(['cat-file', 'blob', `${revision}:${path}`]).catch(() => undefined);
  }

  /** A file as it lies in the folder; undefined where there is none. */
  fileHere(path: string): Buffer | undefined {
    try {
      return readFileSync(this.at(path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** The path of a file of the checkout on this machine. */
  at(path: string): string {
    return join(this.#root, path);
  }

  /** The path of a file that git keeps for itself. */
  async ownPath(name: string): Promise<string> {
    return resolve(this.#root, await this.git(['rev-parse', '--git-path', name]));
  }

  async #run(args: readonly string[]): Promise<Buffer> {
    const child = spawn('git', ['-c', 'core.quotePath=false', ...args], {
      cwd: this.#root,
      // In a process group of its own, out of reach of Ctrl-C while git replaces files. A fetch
      // takes time and replaces nothing: it stays in ours.
      detached: args[0] !== 'fetch',
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'close').catch((error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'git is not installed' : error.message;
      throw new GitError(why, { cause: error });
    });
    const output = Promise.all([buffer(child.stdout), text(child.stderr)]);
    output.catch(() => {});
    const [code] = await ended;
    const [content, complaint] = await output;
    if (code !== 0) throw new GitError(summary(complaint) || `git ${args[0]} failed`);
    return content;
  }
}

/** Without git's variables that lead to another repository, and with messages in English. */
function environment(): NodeJS.ProcessEnv {
  const {
    GIT_DIR: _,
    GIT_WORK_TREE: __,
    GIT_INDEX_FILE: ___,
    GIT_PREFIX: ____,
    ...ours
  } = process.env;
  const asks = process.stdin.isTTY ? {} : { GIT_TERMINAL_PROMPT: '0' };
  return { ...ours, ...asks, GIT_LITERAL_PATHSPECS: '1', LC_ALL: 'C' };
}

/** The line of git's complaint that says what is wrong. */
function summary(complaint: string): string {
  const lines = complaint.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((each) => /^(fatal|error): /.test(each)) ?? lines[0] ?? '';
  return line.replace(/^(fatal|error): /, '').trim();
}

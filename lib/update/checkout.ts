/** What an update needs of git. */

import { spawn } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { WirebookError } from '../../error.ts';
import { writeWhole } from '../../whole-file.ts';

/** A command of git that failed, with what it said. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/** The checkout that a course is. */
export class Checkout {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /**
   * Opens the checkout whose top folder is `root`.
   *
   * @throws {WirebookError} where it is none, or git cannot be used
   */
  static async open(root: string): Promise<Checkout> {
    const checkout = new Checkout(root);
    const top = await checkout.git(['rev-parse', '--show-toplevel']).catch((error: Error) => {
      if (error.message.includes('not a git repository')) return '';
      throw new WirebookError(`Cannot update ${root}: ${error.message}`, { cause: error });
    });
    if (top !== realpathSync(root)) {
      throw new WirebookError(
        `Cannot update ${root}: it is no git checkout. Get the new version where you got this one, beside it, and copy your notebooks of exercises/ there`,
      );
    }
    return checkout;
  }

  /**
   * Runs git and returns what it said, without the last line end.
   *
   * @throws {GitError} where git says that it failed
   */
  async git(args: readonly string[], { input = '' } = {}): Promise<string> {
    return (await this.#bytes(args, input)).toString('utf8').replace(/\n$/, '');
  }

  /** Runs git with a list of paths as its answer. */
  async list(args: readonly string[]): Promise<readonly string[]> {
    return (await this.git([...args, '-z'])).split('\0').filter((path) => path !== '');
  }

  /** The files that differ from the last commit, those included that git does not know. */
  async touched(): Promise<ReadonlySet<string>> {
    const options = ['--porcelain', '--no-renames', '--untracked-files=all'];
    return new Set((await this.list(['status', ...options])).map((line) => line.slice(3)));
  }

  /** A file as a commit, or a stage of the index, has it; undefined where it has none. */
  async fileAt(revision: string, path: string): Promise<Buffer | undefined> {
    return this.#bytes(['cat-file', 'blob', `${revision}:${path}`], '').catch(() => undefined);
  }

  /** A file as it lies in the folder; undefined where it does not. */
  fileHere(path: string): Buffer | undefined {
    try {
      return readFileSync(this.at(path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Where a file of the checkout lies. */
  at(path: string): string {
    return join(this.#root, path);
  }

  /** Writes a file; nobody ever sees half of it. */
  replace(path: string, content: string): void {
    writeWhole(this.at(path), content, { isDurable: true });
  }

  /** Where git keeps a file of its own. */
  async ownPath(name: string): Promise<string> {
    return resolve(this.#root, await this.git(['rev-parse', '--git-path', name]));
  }

  async #bytes(args: readonly string[], input: string): Promise<Buffer> {
    // A group of its own: Ctrl-C must not stop git in the middle of replacing files. A fetch, which
    // takes time and replaces nothing, stays in ours.
    const detached = args[0] !== 'fetch';
    const child = spawn('git', ['-c', 'core.quotePath=false', ...args], {
      cwd: this.#root,
      detached,
      env: environment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const failure = new Promise<never>((_, reject) => {
      child.on('error', (error: NodeJS.ErrnoException) => {
        const why = error.code === 'ENOENT' ? 'git is not installed' : error.message;
        reject(new GitError(why, { cause: error }));
      });
    });
    // git may end before it has read what it does not need.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const ended = new Promise<number | null>((done) => child.on('close', done));
    const said = Promise.all([child.stdout.toArray() as Promise<Buffer[]>, text(child.stderr)]);
    const [[pieces, complaint], code] = await Promise.race([Promise.all([said, ended]), failure]);
    if (code !== 0) throw new GitError(summary(complaint) || `git ${args[0]} failed`);
    return Buffer.concat(pieces);
  }
}

/** git's own variables would lead it to another repository; its words are read below. */
function environment(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(
    ([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX)$/.test(name),
  );
  const asks = process.stdin.isTTY ? {} : { GIT_TERMINAL_PROMPT: '0' };
  return { ...Object.fromEntries(ours), ...asks, LC_ALL: 'C' };
}

/** The line of git's complaint that says what is wrong. */
function summary(complaint: string): string {
  const lines = complaint.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((each) => /^(fatal|error): /.test(each)) ?? lines[0] ?? '';
  return line.replace(/^(fatal|error): /, '').trim();
}

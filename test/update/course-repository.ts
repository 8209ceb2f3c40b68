/** A small course in a repository of its own, and a learner's clone of it. */

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { courseRoot } from '../../lib/base/paths.ts';
import {
  type CodeCell,
  formatNotebook,
  type Notebook,
  type NotebookCell,
  readNotebook,
  writeNotebook,
} from '../../lib/notebook/format.ts';

export const exercise = 'exercises/02-server.ipynb';
export const lesson = 'notebooks/02-server.ipynb';

/** A cell of the course. */
export function code(
  id: string,
  source: string,
  role: { readonly solution?: boolean; readonly locked?: boolean } = {},
): CodeCell {
  const nbgrader = { grade_id: id, solution: false, locked: false, grade: false, ...role };
  const metadata = Object.keys(role).length > 0 ? { nbgrader } : {};
  return { cell_type: 'code', id, metadata, source, outputs: [], execution_count: null };
}

export function notebook(...cells: readonly NotebookCell[]): Notebook {
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

/** The sources of a notebook's cells, by their ids. */
export function sources({ cells }: Notebook): Readonly<Record<string, string>> {
  return Object.fromEntries(cells.map(({ id, source }) => [id, source]));
}

const firstExercise = notebook(
  code('contract', 'const version = 1;', { locked: true }),
  code('task-1', "throw new Error('Not written yet');", { solution: true }),
  code('example-1', 'example(1)'),
  code('task-2', "throw new Error('Not written yet');", { solution: true }),
  code('check', 'await check()', { locked: true }),
);

const secondExercise = notebook(
  code('contract', 'const version = 2;', { locked: true }),
  ...firstExercise.cells.slice(1),
  code('task-3', "throw new Error('Not written yet');", { solution: true }),
);

/** The course's owner and a learner, each with a folder. */
export class CourseRepository {
  readonly #root = mkdtempSync(join(tmpdir(), 'wirebook update-'));
  readonly owner = join(this.#root, 'owner');
  readonly learner = join(this.#root, 'learner');

  constructor() {
    mkdirSync(this.owner);
    this.git(this.owner, 'init', '--quiet', '--initial-branch=main');
    cpSync(join(courseRoot, '.gitattributes'), join(this.owner, '.gitattributes'));
    this.publish({
      [exercise]: firstExercise,
      [lesson]: notebook(code('bind', 'bind(1)'), code('listen', 'listen(1)')),
      'notebooks/01-other.ipynb': notebook(code('only', 'only(1)')),
    });
    this.git(this.#root, 'clone', '--quiet', this.owner, this.learner);
    // The setup makes these, and git ignores them.
    writeFileSync(join(this.learner, '.git', 'info', 'exclude'), 'node_modules\nlib\n');
    for (const made of ['node_modules', 'lib']) {
      symlinkSync(join(courseRoot, made), join(this.learner, made));
    }
  }

  /** Runs git in a folder; returns its output, also where it failed. */
  git(folder: string, ...args: readonly string[]): string {
    const who = ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org'];
    try {
      const options = { cwd: folder, encoding: 'utf8', stdio: 'pipe' } as const;
      return execFileSync('git', [...who, ...args], options).trim();
    } catch (error) {
      return String((error as { stdout?: unknown }).stdout);
    }
  }

  /** Installs a hook of the learner's git; returns what removes it. */
  hook(name: string, script: string): () => void {
    const file = join(this.learner, '.git', 'hooks', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return () => rmSync(file);
  }

  /** Puts a program in the place of the course's Node that is killed at once. */
  killNode(): void {
    rmSync(join(this.learner, 'node_modules'));
    const node = join(this.learner, 'node_modules', '.bin', 'node');
    mkdirSync(dirname(node), { recursive: true });
    writeFileSync(node, '#!/bin/sh\nkill -KILL $$\n', { mode: 0o755 });
  }

  /** Removes the locks that a killed git has left, as its message asks for. */
  unlock(): void {
    for (const lock of globSync('.git/**/*.lock', { cwd: this.learner })) {
      rmSync(join(this.learner, lock));
    }
  }

  /** An environment in which `git` is a shell script; there, `git` is the real one. */
  gitOf(script: string): NodeJS.ProcessEnv {
    const folder = join(this.#root, 'bin');
    mkdirSync(folder, { recursive: true });
    const real = `PATH=${JSON.stringify(process.env.PATH)}`;
    writeFileSync(join(folder, 'git'), `#!/bin/sh\n${real}\n${script}\n`, { mode: 0o755 });
    return { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  }

  /** Commits files at the owner's; `undefined` removes one. */
  publish(files: Readonly<Record<string, Notebook | undefined>>): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.owner, path);
      mkdirSync(dirname(file), { recursive: true });
      if (content === undefined) rmSync(file);
      else writeNotebook(file, content);
    }
    this.git(this.owner, 'add', '--all');
    this.git(this.owner, 'commit', '--quiet', '--message', 'A version');
  }

  /** A new version, in which the exercise has another task and the lesson another cell. */
  publishSecond(): void {
    this.publish({
      [exercise]: secondExercise,
      [lesson]: notebook(code('bind', 'bind(2)'), code('listen', 'listen(1)')),
    });
  }

  /** The learner's notebook as it is now. */
  read(path: string): Notebook {
    return readNotebook(join(this.learner, path));
  }

  text(path: string): string {
    return readFileSync(join(this.learner, path), 'utf8');
  }

  /** Writes into a cell of the learner's notebook, and returns the file's text. */
  write(path: string, id: string, change: Partial<CodeCell>): string {
    const before = this.read(path);
    const cells = before.cells.map((cell) =>
      cell.id === id ? ({ ...cell, ...change } as NotebookCell) : cell,
    );
    const after = { ...before, cells };
    writeNotebook(join(this.learner, path), after);
    return formatNotebook(after);
  }

  /** Adds a cell of the learner's own behind another one. */
  add(path: string, behind: string, cell: NotebookCell): void {
    const before = this.read(path);
    const at = before.cells.findIndex(({ id }) => id === behind) + 1;
    const cells = before.cells.toSpliced(at, 0, cell);
    writeNotebook(join(this.learner, path), { ...before, cells });
  }

  /** The copies that were kept, by their paths. */
  kept(): readonly string[] {
    return ['exercises', 'notebooks'].flatMap((folder) => {
      const here = join(this.learner, folder);
      const files = existsSync(here) ? readdirSync(here) : [];
      return files.filter((file) => file.includes('.kept-')).map((file) => `${folder}/${file}`);
    });
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

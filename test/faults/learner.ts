/** A learner's course, and commands that run in it under all sorts of conditions. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { parseNotebook } from '../../lib/notebook/format.ts';
import { type CourseClone, cloneCourse } from '../exercise/course-clone.ts';
import type { Wrapper } from './faults.ts';

const reaper = fileURLToPath(new URL('reaper.py', import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Under which conditions a command runs. */
export interface Conditions {
  /** What stands in front of Node's own command line. */
  readonly under?: Wrapper;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** The exercise that this learner works on. */
export const exercise = '00-start-here';

export class Learner {
  readonly course: CourseClone;
  readonly #folder = mkdtempSync(join(tmpdir(), 'wirebook-faults-'));

  /** The notebook as it was released. */
  readonly released: string;

  private constructor(course: CourseClone) {
    this.course = course;
    this.released = readFileSync(this.notebook, 'utf8');
  }

  /** @param name the name of the course's folder */
  static async create(name?: string): Promise<Learner> {
    return new Learner(await cloneCourse(name === undefined ? {} : { name }));
  }

  /** The learner's notebook. */
  get notebook(): string {
    return join(this.course.folder, 'exercises', `${exercise}.ipynb`);
  }

  /** A folder for what commands make. */
  get folder(): string {
    return this.#folder;
  }

  /** Saves an answer as a front end does; returns the bytes. */
  answer(text: string): string {
    const notebook = JSON.parse(this.released) as {
      cells: { source: string[]; metadata: object }[];
    };
    const task = notebook.cells.find(({ metadata }) =>
      /"solution":true/.test(JSON.stringify(metadata)),
    );
    task?.source.push(`\n// ${text}`);
    const saved = `${JSON.stringify(notebook, null, 1)}\n`;
    writeFileSync(this.notebook, saved);
    return saved;
  }

  /** Runs `wirebook` in the course; no process of it may outlive it. */
  wirebook(
    args: readonly string[],
    { under = [], env = process.env, cwd }: Conditions = {},
  ): Ended {
    const report = join(this.#folder, 'orphans.json');
    const program = [process.execPath, join(this.course.folder, 'lib', 'wirebook.mjs')];
    const { status, stdout, stderr } = spawnSync(
      'python3',
      [reaper, report, '10', ...under, ...program, ...args],
      { cwd: cwd ?? this.course.folder, env, encoding: 'utf8', timeout: 120_000 },
    );
    expect(JSON.parse(readFileSync(report, 'utf8')), 'left processes behind').to.deep.equal([]);
    return { status, stdout, stderr };
  }

  /** Fails unless the learner's answer is there, byte for byte, under some name, and nothing torn. */
  expectNothingLost(saved: string, folder = join(this.course.folder, 'exercises')): void {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
    const texts = files.map((name) => readFileSync(join(folder, name), 'utf8'));
    for (const text of texts) parseNotebook(text);
    expect(files).to.include(`${exercise}.ipynb`);
    expect(
      texts.some((text) => text === saved),
      'the saved answer is there',
    ).to.equal(true);
  }

  /** What is in the course that git does not know, but for packages: what commands have left. */
  async leftOver(): Promise<readonly string[]> {
    const said = await this.course.git([
      'status',
      '--porcelain',
      '--ignored',
      '-uall',
      'exercises',
    ]);
    return said
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.slice(3));
  }

  /** Everything as it was at first. */
  async restore(): Promise<void> {
    await this.course.git(['checkout', '--quiet', '.']);
    await this.course.git(['clean', '--quiet', '-fdx', 'exercises']);
  }

  remove(): void {
    this.course.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Fails unless a person was told in one sentence what to do: no stack, no code of ours. */
export function expectSentence({ status, stderr }: Ended, sentence: RegExp): void {
  expect(stderr).to.match(sentence);
  expect(stderr).not.to.match(/^\s+at .*:\d+/m);
  expect(stderr).not.to.include('node:internal');
  expect(status, stderr).to.equal(2);
}

/** A learner who works on one exercise, without much of a plan. */

import { join } from 'node:path';
import { Random } from '../../exercise/random.ts';
import { codeCells, formatNotebook, type Notebook, readNotebook } from '../../notebook/format.ts';
import { type Ended, runCommand } from './command.ts';
import { KernelSeat } from './kernel-seat.ts';
import { SavedAnswers } from './saved-answers.ts';

/** What learners do, each as often as it is named here. */
export const deeds = [
  ...(['edit', 'edit', 'edit', 'check', 'reset', 'progress', 'run', 'run'] as const),
  ...(['interrupt', 'restart', 'kill', 'check-killed', 'reset-killed'] as const),
] as const;

export type Deed = (typeof deeds)[number];

const endless = [
  'for (;;) {}',
  'await new Promise(() => setInterval(() => {}, 1000));',
  'await null; while (true) {}',
  `import { background } from 'wirebook';
    background('idle', ({ ready }) => {
      ready();
      return new Promise(() => {});
    });
    for (;;) {}`,
] as const;

export class SimulatedLearner {
  readonly name: string;
  readonly #course: string;
  readonly #exercise: string;
  readonly #random: Random;
  readonly #answers: SavedAnswers;
  readonly #seat: KernelSeat;
  readonly #worked: Notebook;
  #saves = 0;

  /** @param course the folder of the learner's own course */
  constructor(
    course: string,
    { exercise, seed }: { readonly exercise: string; readonly seed: number },
  ) {
    this.name = `the learner of ${exercise}`;
    this.#course = course;
    this.#exercise = exercise;
    this.#random = new Random(seed);
    const folder = join(course, 'exercises');
    this.#answers = new SavedAnswers(folder, exercise);
    this.#seat = new KernelSeat(folder);
    this.#worked = readNotebook(join(course, 'solutions', `${exercise}.ipynb`));
  }

  /** What the learner does next: the same in every run with the same seed. */
  choose(): Deed {
    return this.#random.pick(deeds);
  }

  /** Does it, and tells what went wrong with the course, not with the answer. */
  async act(deed: Deed): Promise<readonly string[]> {
    const faults = await this.#do(deed).catch((error: Error) => [error.message]);
    return [...faults, ...this.#answers.faults()].map((fault) => `${this.name}, ${deed}: ${fault}`);
  }

  /** Goes home; tells what is left behind. */
  async leave(): Promise<readonly string[]> {
    const faults = await this.#seat.shutdown();
    // The next command clears away what killed ones have left.
    const ended = await runCommand(this.#course, { args: ['reset', this.#exercise] });
    return [
      ...faults,
      ...expected(ended, [0]),
      ...this.#answers.faults(),
      ...this.#answers.strays().map((name) => `${name} was left`),
    ].map((fault) => `${this.name}, at the end: ${fault}`);
  }

  async #do(deed: Deed): Promise<readonly string[]> {
    const command = (args: readonly string[], after?: number) =>
      runCommand(this.#course, { args, ...(after === undefined ? {} : { after }) });
    const check = ['check', this.#answers.path];
    switch (deed) {
      case 'edit':
        this.#edit();
        return [];
      case 'check':
        return expected(await command(check), [0, 1]);
      case 'reset':
        return expected(await command(['reset', this.#exercise]), [0]);
      case 'progress':
        return expected(await command(['progress']), [0]);
      case 'check-killed':
        await command(check, this.#random.integer(0, 1500));
        return [];
      case 'reset-killed':
        await command(['reset', this.#exercise], this.#random.integer(50, 500));
        return [];
      case 'run':
        return this.#runAll();
      case 'interrupt': {
        const code = this.#random.pick(endless);
        const status = await this.#seat.interrupt(code);
        return status === 'error' ? [] : [`'${code}' ended with ${status} when interrupted`];
      }
      case 'restart':
        return this.#seat.shutdown();
      case 'kill':
        return this.#seat.kill(this.#cells().join('\n'), this.#random.integer(0, 1500));
    }
  }

  /** Saves some of the right answers, some wrong ones, and a note that makes the text a new one. */
  #edit(): void {
    const present = readNotebook(this.#answers.path);
    const right = new Map(this.#worked.cells.map(({ id, source }) => [id, source]));
    const cells = present.cells.map((cell) => {
      const answer = right.get(cell.id);
      if (cell.cell_type !== 'code' || answer === undefined || answer === cell.source) return cell;
      return this.#random.integer(0, 1) === 0 ? cell : { ...cell, source: answer };
    });
    this.#saves += 1;
    const note = {
      cell_type: 'markdown',
      id: `note-${this.#saves}`,
      metadata: {},
      source: `Save ${this.#saves}: ${this.#random.word()}`,
    } as const;
    this.#answers.save(formatNotebook({ ...present, cells: [...cells, note] }));
  }

  async #runAll(): Promise<readonly string[]> {
    for (const code of this.#cells()) {
      const status = await this.#seat.run(code);
      // What is not written yet throws, and that ends the run, as in a front end.
      if (status !== 'ok') break;
    }
    return [];
  }

  #cells(): readonly string[] {
    return codeCells(readNotebook(this.#answers.path)).map(({ source }) => source);
  }
}

/** A command that ends otherwise, or with a stack trace, is a fault of the course. */
function expected({ status, said }: Ended, wanted: readonly number[]): readonly string[] {
  const isTrace = /^\s+at .*:\d+:\d+/m.test(said) && /node:internal|lib\/dist/.test(said);
  if (status !== undefined && wanted.includes(status) && !isTrace) return [];
  return [`ended with ${status}: ${said.trim().slice(-1000)}`];
}

/** `prompt()` in a cell: a line of input from the person at the notebook. */

import { currentCell, type Question } from './session-cell.ts';

/** Gives cells `prompt()`. */
export function installPrompt(): void {
  // A front end shows one question at a time, and forgets another that comes meanwhile.
  let last: Promise<unknown> = Promise.resolve();

  async function prompt(
    question = '',
    { password = false }: { readonly password?: boolean } = {},
  ): Promise<string> {
    const cell = currentCell();
    if (cell?.ask === undefined) {
      throw new Error('Cannot ask for input: this run has no front end');
    }
    const { ask } = cell;
    const before = last;
    const answer = cell.await(
      before.then(() => ask({ prompt: question, password } satisfies Question)),
    );
    last = Promise.race([answer, cell.ended]).catch(() => {
      // The next question may be asked all the same.
    });
    return await answer;
  }
  Object.assign(globalThis, { prompt });
}

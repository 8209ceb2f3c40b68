/** `prompt()` in a cell: a line of input from the person at the notebook. */

import { currentCell } from './session-cell.ts';

/** What a cell asks. */
export interface Question {
  readonly prompt: string;
  /** Whether the answer is not to be seen. */
  readonly password: boolean;
}

/** Asks, and resolves with the answer. */
export type Ask = (question: Question) => Promise<string>;

/** Gives cells `prompt()`. */
export function installPrompt(): void {
  const prompt = async (question = '', options: { readonly password?: boolean } = {}) => {
    const ask = currentCell()?.ask;
    if (ask === undefined) throw new Error('Cannot ask: nobody is at this notebook');
    return await ask({ prompt: question, password: options.password ?? false });
  };
  Object.assign(globalThis, { prompt });
}

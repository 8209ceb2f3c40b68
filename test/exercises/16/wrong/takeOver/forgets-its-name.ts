/** Answers with the line alone. */

import { HeirServer, heirAnswer } from '../../heir.ts';

class Wrong extends HeirServer {
  override answerTo(line: string): string {
    return `${line}\n`;
  }
}

export const takeOver = heirAnswer(Wrong);

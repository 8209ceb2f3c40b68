import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../../lib/base/paths.ts';
import { holdAddresses } from '../../hold-address.ts';
import { checkAnswer } from '../check-answer.ts';

describe('messages of exercise 00', function () {
  this.timeout(60_000);
  holdAddresses(0);

  /** The failed checks of a wrong answer, by title. */
  async function failures(answer: string): Promise<ReadonlyMap<string, string>> {
    const path = join(courseRoot, 'test/exercises/00/wrong', answer);
    const { outcomes } = await checkAnswer('00-start-here', path);
    return new Map(
      outcomes.flatMap(({ title, failure }) => (failure ? [[title, failure.message]] : [])),
    );
  }

  it('tell plain quotes from backticks', async () => {
    const failed = await failures('plain-quotes.ts');
    expect(failed.get('greets by name')).to.match(/only a text between backticks/);
  });

  it('do not repeat a mistake of task 1 in task 2', async () => {
    expect([...(await failures('without-newline.ts')).keys()]).to.deep.equal(['ends the line']);
    expect([...(await failures('windows-line.ts')).keys()]).to.deep.equal(['ends the line']);
  });

  it('ask for a forgotten await where the greeting was not sent', async () => {
    const failed = await failures('does-not-wait.ts');
    expect(failed.get('sends the greeting')).to.match(/closed before sendAll.*Is an await missing/);
  });
});

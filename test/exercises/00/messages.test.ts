import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import { failuresOf } from '../failures-of.ts';

describe('messages of exercise 00', function () {
  this.timeout(60_000);
  holdAddresses(0);

  /** The messages of a wrong answer, by the titles of its failed checks. */
  async function messages(answer: string): Promise<ReadonlyMap<string, string>> {
    const failures = await failuresOf(`00/wrong/${answer}.ts`);
    return new Map([...failures].map(([title, { message }]) => [title, message]));
  }

  it('tell plain quotes from backticks', async () => {
    const failed = await messages('greeting/plain-quotes');
    expect(failed.get('greets by name')).to.match(/only a text between backticks/);
  });

  it('do not repeat a mistake of task 1 in task 2', async () => {
    expect([...(await messages('without-newline')).keys()]).to.deep.equal(['ends the line']);
    expect([...(await messages('windows-line')).keys()]).to.deep.equal(['ends the line']);
  });

  it('ask for a forgotten await where the greeting was not sent', async () => {
    const failed = await messages('greet/does-not-wait');
    expect(failed.get('sends the greeting')).to.match(/closed before sendAll.*Is an await missing/);
  });
});

import { join } from 'node:path';
import { expect } from 'chai';
import { courseRoot } from '../../lib/paths.ts';
import { holdAddresses } from '../hold-address.ts';
import { checkAnswer } from './check-answer.ts';

describe('feedback of a check', () => {
  holdAddresses(2);

  it('names the socket left open, not the error that the check had asked for', async () => {
    const answer = join(courseRoot, 'test/exercises/02/wrong/leaks-on-error.ts');
    const { outcomes } = await checkAnswer('02-server-lifecycle', answer);
    const failed = outcomes.filter(({ failure }) => failure);
    expect(failed.map(({ title }) => title)).to.deep.equal([
      'tells its caller that a port is taken, and leaves nothing open',
    ]);
    expect(failed[0]?.failure?.message).to.match(/the number of open sockets is \d+; before/);
  });
});

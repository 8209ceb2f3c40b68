import { expect } from 'chai';
import { holdAddresses } from '../hold-address.ts';
import { jumpingClock } from './clock.ts';
import { exercise, Learner } from './learner.ts';

describe('a clock that jumps', function () {
  this.timeout(120_000);
  holdAddresses(0);
  let learner: Learner;

  before(async () => {
    learner = await Learner.create();
  });
  after(() => learner?.remove());

  it('changes no check, loses no answer and stops no lesson', () => {
    const saved = learner.answer('written in time');
    const env = { ...process.env, ...jumpingClock };
    for (const [args, status] of [
      [['check', `exercises/${exercise}.ipynb`], 1],
      [['progress'], 0],
      [['run', 'notebooks/00-start-here.ipynb'], 0],
      [['reset', exercise], 0],
    ] as const) {
      const ended = learner.wirebook(args, { env });
      expect(ended.status, ended.stderr).to.equal(status);
      learner.expectNothingLost(saved);
    }
  });
});

import { expect } from 'chai';
import { faultSeed, Moments, whyNoFaults } from './faults.ts';
import { exercise, Learner } from './learner.ts';

describe(`a command that is killed in the middle (seed ${faultSeed})`, function () {
  this.timeout(process.env.WIREBOOK_FAULTS === 'all' ? 600_000 : 120_000);
  let learner: Learner;

  before(async function () {
    const reason = whyNoFaults();
    if (reason !== undefined) {
      console.log(`    needs ptrace: ${reason}`);
      this.skip();
    }
    learner = await Learner.create();
  });
  afterEach(() => learner.restore());
  after(() => learner?.remove());

  for (const name of ['reset', 'release']) {
    it(`${name} loses no answer, and the same command again ends the work`, async () => {
      learner.answer('counted');
      const moments = await Moments.of((under) => learner.wirebook([name, exercise], { under }));
      expect(moments.count).to.be.greaterThan(3);
      let killed = 0;
      for (const moment of moments.choose(3)) {
        await learner.restore();
        const saved = learner.answer(`saved before moment ${moment} of ${moments.count}`);
        const under = moments.killedAt(moment);
        const { status } = learner.wirebook([name, exercise], { under });
        // A thread of Node's own may have made a call fewer this time: then it was not killed.
        expect(status).to.be.oneOf([0, 137]);
        killed += status === 137 ? 1 : 0;
        learner.expectNothingLost(saved);
        const again = learner.wirebook([name, exercise]);
        expect(again.status, again.stderr).to.equal(0);
        learner.expectNothingLost(saved);
        expect(await learner.leftOver()).to.deep.equal([`exercises/${exercise}.kept-1.ipynb`]);
        expect(await learner.course.git(['diff', '--stat'])).to.equal('');
      }
      expect(killed).to.be.above(0);
    });
  }

  for (const args of [['check', `exercises/${exercise}.ipynb`], ['progress']]) {
    it(`${args[0]} leaves every notebook alone, and no process`, async () => {
      const saved = learner.answer('checked');
      const moments = await Moments.of((under) => learner.wirebook(args, { under }));
      for (const moment of moments.choose(2)) {
        learner.wirebook(args, { under: moments.killedAt(moment) });
        learner.expectNothingLost(saved);
        expect(await learner.leftOver()).to.deep.equal([`exercises/${exercise}.ipynb`]);
      }
    });
  }
});

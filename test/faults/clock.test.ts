import { expect } from 'chai';
import { exercise, Learner } from './learner.ts';

/** Moves the wall clock of a process by a year at every look at it, now forward, now back. */
const jumping = `
const year = 365 * 24 * 60 * 60 * 1000;
const Real = Date;
let looks = 0;
const now = () => Real.now() + ((looks += 1) % 2 === 0 ? year : -year);
globalThis.Date = class extends Real {
  constructor(...args) {
    if (args.length === 0) super(now());
    else super(...args);
  }
  static now() {
    return now();
  }
};`;

describe('a clock that jumps', function () {
  this.timeout(120_000);
  let learner: Learner;

  before(async () => {
    learner = await Learner.create();
  });
  after(() => learner?.remove());

  it('changes no check, loses no answer and stops no lesson', () => {
    const saved = learner.answer('written in time');
    const preload = `--import=data:text/javascript,${encodeURIComponent(jumping)}`;
    const env = { ...process.env, NODE_OPTIONS: preload };
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

import { expect } from 'chai';
import { compareReports } from '../../lib/bench/moved.ts';
import { movedToText } from '../../lib/bench/moved-text.ts';
import type { Report } from '../../lib/bench/report.ts';
import { rate, reportOf, rowOf, time } from './made-up.ts';

/** Five rounds around a figure. */
const around = (figure: number) => [0.99, 1.01, 1, 0.98, 1.02].map((noise) => noise * figure);
const before = reportOf([
  rowOf(time, { ours: around(1), theirs: around(2) }),
  rowOf(rate, { ours: around(100), theirs: around(50) }),
]);
const machine = { ...before.machine, processor: 'Another' };

describe('what has moved between two runs', () => {
  const verdicts = (...rows: Parameters<typeof reportOf>) =>
    compareReports(before, reportOf(...rows)).map(({ verdict }) => verdict);

  it('is nothing where all is as it was', () => {
    expect(compareReports(before, before).map(({ verdict }) => verdict)).to.deep.equal([
      'within the noise',
      'within the noise',
    ]);
  });

  it('is what became better or worse, whichever way is better', () => {
    const slower = rowOf(time, { ours: around(1.3), theirs: around(2) });
    const faster = rowOf(rate, { ours: around(130), theirs: around(50) });
    const comparisons = compareReports(before, reportOf([slower, faster]));
    expect(comparisons.map(({ verdict }) => verdict)).to.deep.equal(['worse', 'better']);
    expect(comparisons[1]?.change?.value).to.be.closeTo(1.3, 0.01);
    expect(movedToText(comparisons)).to.match(
      /area +time +theirs +worse +0\.77× \(0\.\d+ to 0\.\d+\)/,
    );
  });

  it('is not the speed of the machine, which the peer shares', () => {
    const slow = rowOf(time, { ours: around(10), theirs: around(20) });
    expect(verdicts([slow], { machine })).to.deep.equal(['within the noise']);
  });

  it('is not what is smaller than the noise, nor what is small', () => {
    const noisy = rowOf(time, { ours: [0.7, 1.5, 1.1, 0.9, 1.6], theirs: around(2) });
    const small = rowOf(rate, { ours: around(103), theirs: around(50) });
    expect(verdicts([noisy, small])).to.deep.equal(['within the noise', 'within the noise']);
  });

  it('cannot be told without a peer on another machine, or from one round', () => {
    const alone = rowOf(time, { ours: around(1.3) });
    expect(verdicts([alone], { machine })).to.deep.equal(['cannot be told']);
    expect(verdicts([alone])).to.deep.equal(['worse']);
    const once = rowOf(time, { ours: [1.3], theirs: [2] });
    expect(verdicts([once])).to.deep.equal(['cannot be told']);
  });

  describe('in how the cost grows', () => {
    const growing = (exponent: number, margin: number) => {
      const interval = { value: exponent, low: exponent - margin, high: exponent + margin };
      const growth = { factor: 1, exponent: interval, tail: exponent };
      const results = [{ contestant: 'ours', points: [], growth }];
      const curve = { name: 'many', title: 'Many', of: 'of them', unit: 's', results };
      return reportOf([], { curves: [curve] });
    };
    const moved = (then: Report, now: Report) =>
      compareReports(then, now).map(({ verdict }) => verdict);

    it('is an exponent that both intervals do not allow for', () => {
      expect(moved(growing(1, 0.1), growing(1.3, 0.2))).to.deep.equal(['worse']);
      expect(moved(growing(1.3, 0.1), growing(1, 0.2))).to.deep.equal(['better']);
      expect(movedToText(compareReports(growing(1, 0.1), growing(1.3, 0.2)))).to.match(
        /area +many, growth +itself +worse +exponent 1\.00, now 1\.30/,
      );
    });

    it('is not one that they allow for, nor what is small, whatever the machine', () => {
      const elsewhere = { ...growing(1.1, 0.2), machine };
      expect(moved(growing(1, 0.1), elsewhere)).to.deep.equal(['within the noise']);
      expect(moved(growing(1, 0), growing(1.04, 0))).to.deep.equal(['within the noise']);
    });

    it('cannot be told from two sizes', () => {
      const two = JSON.parse(JSON.stringify(growing(1, Number.POSITIVE_INFINITY))) as Report;
      expect(moved(growing(1, 0.1), two)).to.deep.equal(['cannot be told']);
    });
  });

  it('cannot be asked of a quick run and a full one', () => {
    const quick = reportOf(before.areas[0]?.rows ?? [], { scale: 'quick' });
    expect(() => compareReports(before, quick)).to.throw('A full run and a quick one');
  });
});

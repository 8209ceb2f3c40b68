import { expect } from 'chai';
import fc from 'fast-check';
import { isSteep, type Report } from '../../lib/handout/speed-report.ts';
import { rate, reportOf, rowOf, time } from './made-up.ts';
import { compareReports, comparisonTable, difference, fitGrowth } from './report.ts';

/** Five rounds around a figure. */
const around = (figure: number) => [0.99, 1.01, 1, 0.98, 1.02].map((noise) => noise * figure);
const before = reportOf([
  rowOf(time, { ours: around(1), theirs: around(2) }),
  rowOf(rate, { ours: around(100), theirs: around(50) }),
]);
const machine = { ...before.machine, processor: 'Another' };

describe('the changes between two runs', () => {
  const verdicts = (...rows: Parameters<typeof reportOf>) =>
    compareReports(before, reportOf(...rows)).map(({ verdict }) => verdict);

  it('none is found where all is as it was', () => {
    expect(compareReports(before, before).map(({ verdict }) => verdict)).to.deep.equal([
      'within the noise',
      'within the noise',
    ]);
  });

  it('a measurement became better or worse, whichever way is better', () => {
    const slower = rowOf(time, { ours: around(1.3), theirs: around(2) });
    const faster = rowOf(rate, { ours: around(130), theirs: around(50) });
    const comparisons = compareReports(before, reportOf([slower, faster]));
    expect(comparisons.map(({ verdict }) => verdict)).to.deep.equal(['worse', 'better']);
    expect(comparisons[1]?.change).to.be.closeTo(1.3, 0.01);
    expect(String(comparisonTable(comparisons))).to.match(
      /area +time +theirs +worse +0\.77× \(0\.\d+ to 0\.\d+\)/,
    );
  });

  it('the speed of the machine does not count, since the competitor shares it', () => {
    const slow = rowOf(time, { ours: around(10), theirs: around(20) });
    expect(verdicts([slow], { machine })).to.deep.equal(['within the noise']);
  });

  it('a change below the noise or below 5 % does not count', () => {
    const noisy = rowOf(time, { ours: [0.7, 1.5, 1.1, 0.9, 1.6], theirs: around(2) });
    const small = rowOf(rate, { ours: around(103), theirs: around(50) });
    expect(verdicts([noisy, small])).to.deep.equal(['within the noise', 'within the noise']);
  });

  it('cannot be told without a competitor on another machine, or from one round', () => {
    const alone = rowOf(time, { ours: around(1.3) });
    expect(verdicts([alone], { machine })).to.deep.equal(['cannot be told']);
    expect(verdicts([alone])).to.deep.equal(['worse']);
    const once = rowOf(time, { ours: [1.3], theirs: [2] });
    expect(verdicts([once])).to.deep.equal(['cannot be told']);
  });

  describe('in the growth of a cost', () => {
    const growing = (exponent: number, margin: number) => {
      const interval = { value: exponent, low: exponent - margin, high: exponent + margin };
      const growth = { factor: 1, exponent: interval, tail: exponent };
      const results = [{ contestant: 'ours', points: [], growth }];
      const curve = { name: 'many', title: 'Many', of: 'of them', unit: 's', results };
      return reportOf([], { curves: [curve] });
    };
    const changes = (then: Report, now: Report) =>
      compareReports(then, now).map(({ verdict }) => verdict);

    it('an exponent changed that both intervals do not allow for', () => {
      expect(changes(growing(1, 0.1), growing(1.3, 0.2))).to.deep.equal(['worse']);
      expect(changes(growing(1.3, 0.1), growing(1, 0.2))).to.deep.equal(['better']);
      expect(String(comparisonTable(compareReports(growing(1, 0.1), growing(1.3, 0.2))))).to.match(
        /area +many, growth +itself +worse +exponent 1\.00, now 1\.30/,
      );
    });

    it('an exponent within both intervals did not change, whatever the machine', () => {
      const elsewhere = { ...growing(1.1, 0.2), machine };
      expect(changes(growing(1, 0.1), elsewhere)).to.deep.equal(['within the noise']);
      expect(changes(growing(1, 0), growing(1.04, 0))).to.deep.equal(['within the noise']);
    });

    it('cannot be told from two sizes', () => {
      const two = JSON.parse(JSON.stringify(growing(1, Number.POSITIVE_INFINITY))) as Report;
      expect(changes(growing(1, 0.1), two)).to.deep.equal(['cannot be told']);
    });
  });

  it('cannot be asked of a quick run and a full one', () => {
    const quick = reportOf(before.areas[0]?.rows ?? [], { scale: 'quick' });
    expect(() => compareReports(before, quick)).to.throw('A full run and a quick one');
  });
});

/** Costs of sizes, three of each, that differ by a few percent. */
function curve(cost: (size: number) => number) {
  return [1, 10, 100, 1000].flatMap((size) =>
    [0.97, 1, 1.03].map((noise) => ({ size, cost: noise * cost(size) })),
  );
}

describe('statistics of the bench', () => {
  it('finds the difference of means and Welch’s interval for it', () => {
    const { value, low, high } = difference([1, 2, 3], [11, 12, 13]);
    expect(value).to.equal(10);
    // Standard error sqrt(2/3), four degrees of freedom, t = 4.604.
    expect(low).to.be.closeTo(10 - 4.604 * Math.sqrt(2 / 3), 1e-9);
    expect(high).to.be.closeTo(10 + 4.604 * Math.sqrt(2 / 3), 1e-9);
  });

  it('holds every interval around its value', () => {
    const some = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(some, some, (before, after) => {
        const { value, low, high } = difference(before, after);
        expect(low <= value && value <= high).to.equal(true);
      }),
    );
  });

  it('finds the exponent of a power, and holds it in the interval', () => {
    for (const exponent of [0.5, 1, 1.5, 2]) {
      const growth = fitGrowth(curve((size) => 3 * size ** exponent));
      expect(growth.exponent.value).to.be.closeTo(exponent, 1e-9);
      expect(growth.exponent.low)
        .to.be.below(exponent)
        .and.above(exponent - 0.1);
      expect(growth.exponent.high)
        .to.be.above(exponent)
        .and.below(exponent + 0.1);
      expect(growth.factor).to.be.closeTo(3, 0.01);
      expect(growth.tail).to.be.closeTo(exponent, 1e-9);
    }
  });

  it('calls steep what grows faster than a straight line, at its end too', () => {
    expect(isSteep(fitGrowth(curve((size) => 5 * size)))).to.equal(false);
    expect(isSteep(fitGrowth(curve((size) => size ** 1.5)))).to.equal(true);
    // Fixed costs hide it from the fit, not from the end.
    expect(isSteep(fitGrowth(curve((size) => 500 + size ** 2 / 100)))).to.equal(true);
  });
});

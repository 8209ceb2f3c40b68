import { expect } from 'chai';
import fc from 'fast-check';
import { difference, fitGrowth } from '../../lib/bench/statistics.ts';
import { isSteep } from '../../lib/bench/verdict.ts';
import { median } from '../../lib/lab/statistics.ts';

/** Costs of sizes, three of each, that differ by a few percent. */
function curve(cost: (size: number) => number) {
  return [1, 10, 100, 1000].flatMap((size) =>
    [0.97, 1, 1.03].map((noise) => ({ size, cost: noise * cost(size) })),
  );
}

describe('statistics of the bench', () => {
  it('takes the middle, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).to.equal(5);
    expect(median([9, 1, 5, 7])).to.equal(6);
  });

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

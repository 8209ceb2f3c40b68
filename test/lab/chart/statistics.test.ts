import { expect } from 'chai';
import { ascending, figures, percentile } from '../../../lib/lab/chart/statistics.ts';

describe('statistics', () => {
  it('takes percentiles by the nearest rank, so that each was measured', () => {
    const sorted = ascending([5, 1, 3, 2, 4]);
    expect([0, 20, 50, 90, 100].map((share) => percentile(sorted, share))).to.deep.equal([
      1, 1, 3, 5, 5,
    ]);
    expect([0.000123456, 0.5, 12.345, 1234.5].map(figures)).to.deep.equal([
      '0.000123',
      '0.500',
      '12.3',
      '1235',
    ]);
  });
});

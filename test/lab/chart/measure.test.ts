import { expect } from 'chai';
import { measure } from '../../../lib/lab/chart/measure.ts';

describe('measure', () => {
  it('runs as often as told, after a warm-up that does not count', async () => {
    let runs = 0;
    const measured = await measure(async () => void runs++, 200, { warmUp: 10 });
    expect([runs, measured.samples.length]).to.deep.equal([210, 200]);
    expect(measured.percentile(50)).to.be.at.most(measured.percentile(99));
    expect(String(measured)).to.match(/^Time of a run: 200 runs\nFigure +Milliseconds\nfastest/);
    expect(measured.rows.map(({ name }) => name)).to.deep.equal([
      'fastest',
      'p50',
      'p90',
      'p99',
      'slowest',
      'mean',
    ]);
  });

  it('refuses to measure nothing', async () => {
    const refusal = await measure(() => 0, 0).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(RangeError);
  });
});

import { expect } from 'chai';
import { measure } from '../../lib/lab/measure.ts';
import { jupyterDisplay } from '../../lib/lab/picture.ts';
import { plot } from '../../lib/lab/plot.ts';
import { ascending, figures, percentile } from '../../lib/lab/statistics.ts';

const samples = Array.from({ length: 1000 }, (_, i) => 10 + (i % 100) / 10);

describe('plot', () => {
  it('histogram() counts how often values occur, on round classes', () => {
    const text = String(plot.histogram([1, 1, 2, 30], { title: 'Waits', x: 'time (ms)' }));
    expect(text.split('\n')).to.deep.equal([
      'Waits',
      'horizontal: time (ms)',
      '1.00 to 2.00  ████████████████████████████████████████ 2',
      '2.00 to 3.00  ████████████████████ 1',
      '30.0 to 31.0  ████████████████████ 1',
    ]);
  });

  it('percentiles() tells the slow runs from the rest', () => {
    const chart = plot.percentiles({ a: samples, b: [5] }, { title: 'Latency', y: 'latency (ms)' });
    expect(String(chart)).to.equal(
      'Latency\nlatency (ms) by percentile\na: p0 10.0, p50 14.9, p75 17.4, p90 18.9, p95 19.4, p99 19.8, p99.5 19.9, p99.9 19.9\nb: p0 5.00, p50 5.00',
    );
  });

  const charts = {
    histogram: plot.histogram({ one: samples, two: samples }, { title: 'Title', x: 'time (ms)' }),
    percentiles: plot.percentiles(samples, { title: 'Title', y: 'time (ms)' }),
    series: plot.series(
      { one: samples.map((y, x) => ({ x, y })), two: [{ x: 0, y: 1 }] },
      { title: 'Title', x: 'time (ms)', y: 'window' },
    ),
    bars: plot.bars({ one: 1, two: 2000 }, { title: 'Title', x: 'requests a second', y: 'server' }),
  };

  for (const [name, chart] of Object.entries(charts)) {
    it(`${name}() draws an SVG with title and axes, in the page's colour, below 60 KB`, async () => {
      const bundle = await chart[jupyterDisplay]();
      const markup = String(bundle['text/html']);
      expect(markup).to.match(/<svg role="img" aria-label="Title, a chart/);
      expect(markup)
        .to.include('currentColor')
        .and.match(/>Title</);
      expect(markup.length).to.be.below(60_000);
      expect(bundle['text/plain']).to.match(/^Title\n/);
    });
  }
});

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

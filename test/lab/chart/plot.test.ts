import { expect } from 'chai';
import { jupyterDisplay } from '../../../lib/lab/base/picture.ts';
import { plot } from '../../../lib/lab/chart/plot.ts';

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
    strips: plot.strips(
      { one: samples, two: samples.map((time) => 2 * time) },
      { title: 'Title', x: 'time (ms)', y: 'server' },
    ),
    series: plot.series(
      { one: samples.map((y, x) => ({ x, y })), two: [{ x: 0, y: 1 }] },
      { title: 'Title', x: 'time (ms)', y: 'window' },
    ),
    grid: plot.grid(
      samples.map((time) => (time > 15 ? 'open' : 'closed')),
      { title: 'Title', x: 'port', y: 'from' },
    ),
    bars: plot.bars({ one: 1, two: 2000 }, { title: 'Title', x: 'requests a second', y: 'server' }),
  };

  it('strips() marks the median, p90 and the slowest of each name', () => {
    const one = Array.from({ length: 10 }, (_, place) => place + 1);
    const text = String(plot.strips({ one, none: [] }, { title: 'Title', x: 'ms', y: 'server' }));
    expect(text.split('\n')).to.deep.equal([
      'Title',
      'server: ms',
      'one: p50 5.00, p90 9.00, slowest 10.0',
      'none: no samples',
    ]);
  });

  it('grid() counts each kind, and tells which numbers are of which', async () => {
    const cells = ['closed', 'open', 'open', 'closed', 'silent'];
    const options = { title: 'Title', x: 'port', y: 'from', first: 79, columns: 2 };
    const chart = plot.grid(cells, options);
    expect(String(chart).split('\n')).to.deep.equal([
      'Title',
      'closed 2, open 2, silent 1',
      '79: closed',
      '80 to 81: open',
      '82: closed',
      '83: silent',
    ]);
    const svg = await chart.toSvg();
    for (const label of ['79', '81', '83', 'closed', 'open', 'silent']) {
      expect(svg).to.include(`>${label}<`);
    }
    const few = () => plot.grid(cells, { ...options, kinds: ['closed', 'open'] });
    expect(few).to.throw(RangeError, 'silent');
    const many = () => plot.grid([], { ...options, kinds: [...'abcdefg'] });
    expect(many).to.throw(RangeError, 'at most 6');
  });

  it('bars() sets the thousands of its numbers apart', async () => {
    const bundle = await plot
      .bars({ few: 812, many: 1_234_567, mean: 98_765.4 }, { title: 'Title', x: 'x', y: 'y' })
      [jupyterDisplay]();
    for (const number of ['812', '1,234,567', '98,765']) {
      expect(bundle['text/html']).to.include(`>${number}<`);
      expect(bundle['text/plain']).to.match(new RegExp(` ${number}$`, 'm'));
    }
  });

  it('bars() shows names of 34 letters whole, without a wider drawing', async () => {
    const widthWith = async (name: string) => {
      const chart = plot.bars({ [name]: 1 }, { title: 'Title', x: 'x', y: 'y' });
      const markup = String((await chart[jupyterDisplay]())['text/html']);
      expect(markup).to.include(`>${name}<`);
      return Number(/<svg [^>]*width="([\d.]+)"/.exec(markup)?.[1]);
    };
    const short = await widthWith('a short name of a server');
    expect(await widthWith('host: nobody listens: ECONNREFUSED')).to.be.below(short + 10);
  });

  it('bars() on a logarithmic scale are as long as the powers of ten differ', async () => {
    const options = { title: 'Title', x: 'time (ms)', y: 'call', scale: 'log' } as const;
    const chart = plot.bars({ quick: 0.5, usual: 50, slow: 5000 }, options);
    const lengths = String(chart)
      .split('\n')
      .slice(2)
      .map((line) => line.match(/█/g)?.length ?? 0);
    expect(lengths).to.deep.equal([6, 23, 40]);
    const markup = String((await chart[jupyterDisplay]())['text/html']);
    for (const label of ['0.1', '1', '10', '100', '1000', '10000']) {
      expect(markup).to.include(`>${label}<`);
    }
    expect(() => plot.bars({ none: 0 }, options)).to.throw(RangeError, 'above 0');
  });

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

import { expect } from 'chai';
import type { Area, Contestant } from '../../lib/bench/area.ts';
import { drawings } from '../../lib/bench/charts.ts';
import { formatReport, problemOf } from '../../lib/bench/report.ts';
import { runBench } from '../../lib/bench/run.ts';
import { toText } from '../../lib/bench/text.ts';
import { WirebookError } from '../../lib/error.ts';
import { job, time } from './made-up.ts';

type Run = Contestant['run'];

/** An area of these contestants, with a curve of three sizes. */
function areaOf(runs: Readonly<Record<string, Run>>, name = 'area'): Area {
  return {
    ...{ name, title: `The ${name}`, about: 'All of it.' },
    candidates: Object.entries(runs).map(([who, run]) => ({
      name: who,
      source: { from: 'course' },
      prepare: () => run,
    })),
    warmUp: () => ({ name: 'warm-up', measurements: [] }),
    jobs: () => [job],
    curves: () => [
      {
        ...{ name: 'curve', title: 'A curve', of: 'things', unit: 's' },
        ...{ sizes: [1, 2, 4], repeats: () => 2 },
        // Long, and not a whole number, as estimates are.
        jobOf: (size) => ({ name: `curve-${size}`, measurements: [time], seconds: 100 / 7 }),
      },
    ],
  };
}

const steady: Run = async ({ name }) => ({
  ...{ time: 2, rate: 3 },
  curve: Number(name.replace('curve-', '')) * 2,
});
const failing: Run = async () => {
  throw new WirebookError('it fell over');
};

describe('a run of the bench', () => {
  it('measures jobs and curves of every area, and reports what its schema says', async () => {
    const report = await runBench([areaOf({ ours: steady, theirs: steady })], { scale: 'full' });
    expect(problemOf(JSON.parse(formatReport(report)))).to.equal(undefined);
    const [area] = report.areas;
    expect(area?.rows.map(({ name }) => name)).to.deep.equal(['time', 'rate']);
    expect(area?.rows[0]?.results.map(({ values }) => values.length)).to.deep.equal([5, 5]);
    expect(area?.curves[0]?.results[0]?.growth.exponent.value).to.be.closeTo(1, 1e-9);
    expect(area?.leftOut).to.deep.equal([]);
    expect(report.complete).to.equal(true);
  });

  it('does not let one area or one peer spoil the others, and says who was left out', async () => {
    const broken = areaOf({ ours: failing, theirs: steady }, 'broken');
    const sound = areaOf({ ours: steady, theirs: failing }, 'sound');
    const { areas } = await runBench([broken, sound], { scale: 'quick' });
    expect(areas.map(({ rows }) => rows.length)).to.deep.equal([0, 2]);
    expect(areas[1]?.leftOut).to.deep.equal([{ what: 'theirs, warm-up', why: 'it fell over' }]);
  });

  it('leaves out a peer that cannot be had', async () => {
    const area = areaOf({ ours: steady });
    const peer = {
      name: 'peer',
      source: { from: 'debian', program: 'no-such-program', package: 'none' },
      prepare: () => steady,
    } as const;
    const { areas } = await runBench([{ ...area, candidates: [...area.candidates, peer] }], {
      scale: 'quick',
    });
    expect(areas[0]?.leftOut[0]?.why).to.match(/^no no-such-program here/);
    expect(areas[0]?.rows.length).to.equal(2);
  });

  it('counts what is to be done, and what is left', async () => {
    const seen: number[] = [];
    await runBench([areaOf({ ours: steady })], {
      ...{ scale: 'full', rounds: 2 },
      onProgress: ({ done, all, secondsLeft }) => {
        expect(secondsLeft).to.be.at.least(0);
        if (all > 0) seen.push(all - done);
      },
    });
    expect(seen).to.deep.equal([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('reports what is known when it is interrupted', async () => {
    const stop = new AbortController();
    let runs = 0;
    const slow: Run = async (each) => {
      runs += 1;
      if (runs < 4) return steady(each);
      stop.abort();
      throw new Error('what an interrupted run says does not matter');
    };
    const report = await runBench([areaOf({ ours: slow })], { scale: 'full', signal: stop.signal });
    expect(report.complete).to.equal(false);
    expect(report.areas[0]?.rows[0]?.results[0]?.values.length).to.equal(2);
    expect(report.areas[0]?.leftOut).to.deep.equal([]);
    expect(toText(report)).to.include('Interrupted');
    expect(problemOf(JSON.parse(formatReport(report)))).to.equal(undefined);
  });

  it('measures what it is asked for alone', async () => {
    const { areas } = await runBench([areaOf({ ours: steady })], {
      scale: 'quick',
      only: ['rate'],
    });
    expect(areas[0]?.rows.map(({ name }) => name)).to.deep.equal(['rate']);
    expect(areas[0]?.curves).to.deep.equal([]);
  });

  it('shows itself as tables, and as drawings with a name for those who do not see', async () => {
    const report = await runBench([areaOf({ ours: steady, theirs: steady })], { scale: 'full' });
    const text = toText(report);
    expect(text).to.match(/^time +s ↓ +2\.00 ±0% +2\.00 ±0% +1\.00×$/m);
    expect(text).to.match(
      /^curve +ours +1\.00 \(1\.00 to 1\.00\) +1\.00 +2\.00 s for 1, 8\.00 for 4 things/m,
    );
    const drawn = await drawings(report.areas);
    expect([...drawn.keys()]).to.deep.equal(['area.svg', 'curve.svg']);
    for (const svg of drawn.values()) expect(svg).to.match(/^<svg role="img" aria-label="[^"]+"/);
  });
});

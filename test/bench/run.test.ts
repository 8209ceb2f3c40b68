import { expect } from 'chai';
import { WirebookError } from '../../lib/base/error.ts';
import type { Area, Contestant } from './area.ts';
import { contestant, job, rate, time } from './made-up.ts';
import { reportText } from './report.ts';
import { rowsOf, runBench, takeTurns, toRow } from './run.ts';

type Run = Contestant['run'];

/** An area of these contestants, with a curve of three sizes. */
function areaOf(runs: Readonly<Record<string, Run>>, name = 'area'): Area {
  return {
    ...{ name, title: `The ${name}`, about: 'All of it.' },
    candidates: Object.entries(runs).map(([who, run]) => ({
      name: who,
      prepare: () => run,
    })),
    warmUp: () => ({ name: 'warm-up', measurements: [] }),
    jobs: () => [job],
    curves: () => [
      {
        ...{ name: 'curve', title: 'A curve', of: 'things', unit: 's' },
        ...{ sizes: [1, 2, 4], repeats: () => 2 },
        jobOf: (size) => ({ name: `curve-${size}`, measurements: [time] }),
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
  it('measures jobs and curves of every area', async () => {
    const report = await runBench([areaOf({ ours: steady, theirs: steady })], { scale: 'full' });
    const [area] = report.areas;
    expect(area?.rows.map(({ name }) => name)).to.deep.equal(['time', 'rate']);
    expect(area?.rows[0]?.results.map(({ values }) => values.length)).to.deep.equal([5, 5]);
    expect(area?.curves[0]?.results[0]?.growth.exponent.value).to.be.closeTo(1, 1e-9);
    expect(area?.leftOut).to.deep.equal([]);
    expect(report.complete).to.equal(true);
  });

  it('does not let one area or one contestant spoil the others, and names the one left out', async () => {
    const broken = areaOf({ ours: failing, theirs: steady }, 'broken');
    const sound = areaOf({ ours: steady, theirs: failing }, 'sound');
    const { areas } = await runBench([broken, sound], { scale: 'quick' });
    expect(areas.map(({ rows }) => rows.length)).to.deep.equal([0, 2]);
    expect(areas[1]?.leftOut).to.deep.equal([{ what: 'theirs, warm-up', why: 'it fell over' }]);
  });

  it('leaves out a competitor that cannot be had', async () => {
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

  it('counts the steps, and those that are left', async () => {
    const seen: number[] = [];
    await runBench([areaOf({ ours: steady })], {
      ...{ scale: 'full', rounds: 2 },
      onProgress: ({ done, all }) => seen.push(all - done),
    });
    expect(seen).to.deep.equal([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('reports the figures so far when it is interrupted', async () => {
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
    expect(reportText(report)).to.include('Interrupted');
  });

  it('measures only what --only names', async () => {
    const { areas } = await runBench([areaOf({ ours: steady })], {
      scale: 'quick',
      only: ['rate'],
    });
    expect(areas[0]?.rows.map(({ name }) => name)).to.deep.equal(['rate']);
    expect(areas[0]?.curves).to.deep.equal([]);
  });

  it('shows itself as tables', async () => {
    const report = await runBench([areaOf({ ours: steady, theirs: steady })], { scale: 'full' });
    const text = reportText(report);
    expect(text).to.match(/^time +s ↓ +2\.00 ±0% +2\.00 ±0% +1\.00×$/m);
    expect(text).to.match(
      /^curve +ours +1\.00 \(1\.00 to 1\.00\) +1\.00 +2\.00 s for 1, 8\.00 for 4 things/m,
    );
  });
});

describe('contestants in turns', () => {
  const run = (each: Contestant) => each.run(job);

  async function rowsAfter(rounds: number, ...contestants: readonly Contestant[]) {
    const figures = await takeTurns(contestants, job, { rounds, attempt: run });
    return rowsOf(job, figures);
  }

  it('takes turns, and begins every other round with the last', async () => {
    const seen: string[] = [];
    const runs = Array.from({ length: 3 }, (_, index) => ({ time: index + 1 }));
    await takeTurns([contestant('ours', runs), contestant('theirs', runs)], job, {
      rounds: 3,
      attempt: (each) => {
        seen.push(each.name);
        return run(each);
      },
    });
    expect(seen).to.deep.equal(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
  });

  it('keeps medians, spreads and every single figure', async () => {
    const runs = [3, 1, 2].map((value) => ({ time: value }));
    const [row] = await rowsAfter(3, contestant('ours', runs));
    expect(row?.results[0]).to.deep.equal({
      ...{ contestant: 'ours', median: 2, lowest: 1, highest: 3, ratio: 1 },
      values: [3, 1, 2],
    });
  });

  it('says how good ours is beside each, whichever way is better', () => {
    const figures = [
      { contestant: 'ours', values: [2] },
      { contestant: 'theirs', values: [4] },
    ];
    expect(toRow(time, figures).results[1]?.ratio).to.equal(2);
    expect(toRow(rate, figures).results[1]?.ratio).to.equal(0.5);
  });

  it('stops to measure a competitor that has no figure once, and drops its other figures', async () => {
    const ours = contestant('ours', [{ time: 1 }, { time: 1 }, { time: 1 }]);
    const theirs = contestant('theirs', [{ time: 1 }, undefined, { time: 1 }]);
    const [row] = await rowsAfter(3, ours, theirs);
    expect(row?.results.map((each) => each.contestant)).to.deep.equal(['ours']);
  });

  it('has no row for what ours cannot do', async () => {
    const theirs = contestant('theirs', [{ time: 1 }, { time: 1 }]);
    const rows = await rowsAfter(2, contestant('ours', [undefined]), theirs);
    expect(rows).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { compare, toRow } from '../../lib/bench/compare.ts';
import { contestant, job, rate, time } from './made-up.ts';

describe('comparing contestants', () => {
  const run = (each: ReturnType<typeof contestant>) => each.run(job);

  it('takes turns, and begins every other round with the last', async () => {
    const seen: string[] = [];
    const runs = Array.from({ length: 3 }, (_, index) => ({ time: index + 1 }));
    await compare([contestant('ours', runs), contestant('theirs', runs)], job, {
      rounds: 3,
      run: (each) => {
        seen.push(each.name);
        return run(each);
      },
    });
    expect(seen).to.deep.equal(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
  });

  it('keeps medians, spreads and every single figure', async () => {
    const runs = [3, 1, 2].map((value) => ({ time: value }));
    const [row] = await compare([contestant('ours', runs)], job, { rounds: 3, run });
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

  it('measures a peer no more that has no figure once, and takes its other figures back', async () => {
    const ours = contestant('ours', [{ time: 1 }, { time: 1 }, { time: 1 }]);
    const theirs = contestant('theirs', [{ time: 1 }, undefined, { time: 1 }]);
    const [row] = await compare([ours, theirs], job, { rounds: 3, run });
    expect(row?.results.map((each) => each.contestant)).to.deep.equal(['ours']);
  });

  it('has no row for what ours cannot do', async () => {
    const theirs = contestant('theirs', [{ time: 1 }, { time: 1 }]);
    const rows = await compare([contestant('ours', [undefined]), theirs], job, { rounds: 2, run });
    expect(rows).to.deep.equal([]);
  });
});

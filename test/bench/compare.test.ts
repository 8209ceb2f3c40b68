import { expect } from 'chai';
import {
  against,
  type Contestant,
  compare,
  toText,
  type Workload,
} from '../../lib/bench/compare.ts';

const workloads: readonly Workload[] = [
  { name: 'time', title: 'Time', unit: 'µs', better: 'lower' },
  { name: 'rate', title: 'Rate', unit: '/s', better: 'higher' },
];

/** Someone who gives these figures, one after another. */
function contestant(name: string, figures: Readonly<Record<string, number[]>>): Contestant {
  return { name, run: async ({ name: workload }) => figures[workload]?.shift() };
}

function contestants(): Contestant[] {
  return [
    contestant('ours', { time: [3, 1, 2], rate: [10, 30, 20] }),
    contestant('theirs', { time: [4, 4, 40], rate: [5, 5, 500] }),
    contestant('other', { time: [1, 1, 1] }),
  ];
}

describe('comparing contestants', () => {
  it('takes turns, and keeps medians, spreads and every single figure', async () => {
    const seen: string[] = [];
    const rows = await compare(contestants(), workloads, {
      rounds: 3,
      onFigure: (workload, name) => seen.push(`${workload} ${name}`),
    });
    expect(seen.slice(0, 4)).to.deep.equal(['time ours', 'time theirs', 'time other', 'time ours']);
    expect(rows[0]?.results[0]).to.deep.equal({
      contestant: 'ours',
      median: 2,
      lowest: 1,
      highest: 3,
      values: [3, 1, 2],
      ratio: 1,
    });
  });

  it('says how good ours is beside each, whichever way is better', async () => {
    const rows = await compare(contestants(), workloads, { rounds: 3 });
    expect(against(rows, 'theirs')).to.equal('Ours against theirs: time 2.00, rate 4.00');
    expect(against(rows, 'other')).to.equal('Ours against other: time 0.50');
    expect(against(rows, 'nobody')).to.equal('Ours against nobody: not measured');
    expect(toText(rows)).to.match(
      /Time \(lower is better\)\n {2}ours .*\n {2}theirs .*2\.00 times/,
    );
  });
});

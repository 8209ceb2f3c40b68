import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { Random } from '../../../lib/base/random.ts';
import { Schedule } from '../../../lib/lab/hosts/schedule.ts';

describe('a schedule', () => {
  it('acts in the order of the times, and never early', async () => {
    const schedule = new Schedule();
    const random = new Random(1);
    const acted: { readonly due: number; readonly now: number }[] = [];
    for (let count = 0; count < 300; count += 1) {
      const due = performance.now() + 5 + 20 * random.fraction();
      schedule.at(due, () => acted.push({ due, now: performance.now() }));
    }
    while (acted.length < 300) await delay(1);
    expect(acted.filter(({ due, now }) => now < due)).to.deep.equal([]);
    const due = acted.map((entry) => entry.due);
    expect(due).to.deep.equal(due.toSorted((a, b) => a - b));
  });

  it('keeps the order in which entries of one time were added', async () => {
    const schedule = new Schedule();
    const acted: number[] = [];
    const time = performance.now() + 2;
    for (const number of [1, 2, 3]) schedule.at(time, () => acted.push(number));
    while (acted.length < 3) await delay(1);
    expect(acted).to.deep.equal([1, 2, 3]);
  });

  it('does nothing more once it was cleared', async () => {
    const schedule = new Schedule();
    let acted = false;
    schedule.at(performance.now() + 5, () => {
      acted = true;
    });
    schedule.clear();
    await delay(10);
    expect(acted).to.equal(false);
  });
});

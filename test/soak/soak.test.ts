import { expect } from 'chai';
import { growthDrawing, soakDrawing, soakText } from '../../lib/bench/soak/drawing.ts';
import { isolatedSoak } from '../../lib/bench/soak/isolated.ts';
import { needsNamespaces } from '../needs-namespaces.ts';

/** WIREBOOK_SEED repeats what the learners of another run did. */
const seed = Number(process.env.WIREBOOK_SEED ?? Date.now() % 1_000_000);

describe(`a semester in miniature (seed ${seed})`, function () {
  this.timeout(600_000);

  before(needsNamespaces);

  it('loses no answer, and leaves no process, no port and no file behind', async () => {
    const report = await isolatedSoak({ seed, learners: 2, deeds: 6, lessons: 1 });
    expect(report.faults, soakText(report)).to.deep.equal([]);
    expect(report.lessons).to.have.length(1);
    expect(report.samples.at(-1)).to.include({ processes: 0, zombies: 0, kernels: 0, sockets: 0 });
    for (const drawing of [await soakDrawing(report), await growthDrawing(report)]) {
      expect(drawing).to.match(/^<svg /);
    }
  });

  it('comes to its end in good order when it is told to', async () => {
    const report = await isolatedSoak({ seed, learners: 1 }, { signal: AbortSignal.abort() });
    expect(report.faults, soakText(report)).to.deep.equal([]);
    expect(report.deeds).to.deep.equal({});
  });
});

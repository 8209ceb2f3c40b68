import { expect } from 'chai';
import { examine, probes } from '../../lib/doctor/index.ts';

describe('the loopback contract: on this machine', () => {
  for (const probe of probes) {
    const { what, expected, isOptional = false } = probe;
    // What lessons can do without is only tried: either answer is right.
    it(`${what}: ${isOptional ? `${expected}, or a note` : expected}`, async () => {
      const [row] = await examine([probe]);
      expect(row?.verdict, row?.found).to.be.oneOf(isOptional ? ['ok', 'recorded'] : ['ok']);
    });
  }

  it('each probe has a name of its own and says how to mend what it finds', () => {
    expect(new Set(probes.map(({ id }) => id))).to.have.property('size', probes.length);
    for (const { id, mend } of probes) expect(mend, id).to.match(/\w/);
  });
});

import { expect } from 'chai';
import { examine, probes } from '../../lib/doctor/index.ts';

describe('the loopback contract: on this machine', () => {
  // Who holds the ports of lessons depends on what else runs here: doctor.test.ts has them to itself.
  for (const probe of probes.filter(({ id }) => id !== 'limits.ports')) {
    const { what, expected, isOptional = false } = probe;
    // What lessons can do without is only tried: either answer is right.
    it(`${what}: ${isOptional ? `${expected}, or a note` : expected}`, async () => {
      const [row] = await examine([probe]);
      expect(row?.verdict, row?.found).to.be.oneOf(isOptional ? ['ok', 'limited'] : ['ok']);
    });
  }

  it('each probe has a name of its own and says how to mend what it finds', () => {
    expect(new Set(probes.map(({ id }) => id))).to.have.property('size', probes.length);
    for (const { id, mend } of probes) expect(mend, id).to.match(/\w/);
  });
});

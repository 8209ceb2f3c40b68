import { expect } from 'chai';
import { holdAddresses } from '../hold-address.ts';
import { runWithoutLabs } from './run-without-labs.ts';

/** Lessons that need a lab, each with the number of lines that are shown as recorded without one. */
const lessons = {
  '15-errors-and-time': 8,
  '19-between-machines': 53,
  '20-scanning': 21,
} as const;

describe('a lesson where no lab is allowed', function () {
  this.timeout(60_000);
  holdAddresses(9, 15, 19, 20);

  it('shows by a relay what it shows by a lab, where a relay can, and says so once: 09-udp', () => {
    const shown = runWithoutLabs('notebooks/09-udp.ipynb');
    const said = shown.match(/relay on the loopback interface stands in: for datagrams/g);
    expect(said).to.have.length(1);
  });

  for (const [lesson, recorded] of Object.entries(lessons)) {
    it(`shows what was recorded, marked as such, and says why once: ${lesson}`, () => {
      const shown = runWithoutLabs(`notebooks/${lesson}.ipynb`);
      expect(shown.match(/This machine allows no hosts of a lab/g)).to.have.length(1);
      expect(shown.match(/ \(recorded\)\\n/g)).to.have.length(recorded);
      // The ports of loopback are scanned all the same.
      if (lesson === '20-scanning') expect(shown).to.include('4700 open');
    });
  }
});

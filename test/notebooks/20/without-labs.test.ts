import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import { runWithoutLabs } from '../run-without-labs.ts';

describe('lesson 20 where no lab is allowed', function () {
  this.timeout(60_000);
  holdAddresses(20);

  it('scans loopback, shows what was recorded of the rest, and says why once', () => {
    const shown = runWithoutLabs('notebooks/20-scanning.ipynb');
    expect(shown.match(/This machine allows no hosts of a lab/g)).to.have.length(1);
    expect(shown.match(/ \(recorded\)\\n/g)).to.have.length(21);
    expect(shown).to.include('4700 open');
  });
});

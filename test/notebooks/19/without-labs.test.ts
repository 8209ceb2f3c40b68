import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import { runWithoutLabs } from '../run-without-labs.ts';

describe('lesson 19 where no lab is allowed', function () {
  this.timeout(60_000);
  holdAddresses(19);

  it('shows what was recorded, marked as such, and says why once', () => {
    const shown = runWithoutLabs('notebooks/19-between-machines.ipynb');
    expect(shown.match(/This machine allows no hosts of a lab/g)).to.have.length(1);
    expect(shown.match(/ \(recorded\)\\n/g)).to.have.length(53);
  });
});

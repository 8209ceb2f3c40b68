import { expect } from 'chai';
import { holdAddresses } from '../../hold-address.ts';
import { runWithoutLabs } from '../run-without-labs.ts';

describe('lesson 09 where no lab is allowed', function () {
  this.timeout(60_000);
  holdAddresses(9);

  it('shows by a relay all that it shows by a lab, and says so once', () => {
    const shown = runWithoutLabs('notebooks/09-udp.ipynb');
    expect(shown.match(/relay on the loopback interface stands in: for datagrams/g)).to.have.length(
      1,
    );
  });
});
